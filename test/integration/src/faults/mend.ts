/** An object or a list as it was made of a schema, which cannot say all rules. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * mended makes an object keep the rules that the CRDs say in CEL, which chance would hardly ever do: of two
 * fields that exclude each other one goes, and what needs something else that is not there goes too.
 */
export function mended(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mended);
  if (!isFields(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, mended(field)] as const);
  return rules.reduce<Fields>((one, rule) => rule(one), Object.fromEntries(fields));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

const rules: readonly ((fields: Fields) => Fields)[] = [
  onlyOneOf('value', 'valueFrom'),
  onlyOneOf('value', 'fromTick'),
  onlyOneOf('secretKeyRef', 'configMapKeyRef'),
  onlyOneOf('secretRef', 'configMapRef'),
  without('when', 'parallelism', 'outOfMemory', 'offsetDays', 'partition', 'concurrency'),
  // All that depends on the type of a parameter, but its default.
  without('minimum', 'maximum', 'pattern', 'allowed'),
  (fields) => ('image' in fields ? { ...fields, image: 'example.org/stage:1' } : fields),
  (fields) => ('cron' in fields ? { ...fields, cron: distinct(fields.cron) } : fields),
  ({ from, to, ...fields }) =>
    typeof from === 'string' && typeof to === 'string' && from > to
      ? { ...fields, from: to, to: from }
      : { ...fields, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
];

function onlyOneOf(first: string, second: string): (fields: Fields) => Fields {
  return (fields) => (first in fields ? without(second)(fields) : fields);
}

function without(...names: readonly string[]): (fields: Fields) => Fields {
  return (fields) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** Lines of a schedule, none twice and at least one. */
function distinct(lines: unknown): unknown {
  if (!Array.isArray(lines)) return lines;
  return lines.length === 0 ? ['0 0 * * *'] : [...new Set<unknown>(lines)];
}
