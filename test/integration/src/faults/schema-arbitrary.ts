import fc from 'fast-check';

/** SchemaNode is what of a structural schema decides what values look like. */
export interface SchemaNode {
  readonly type?: 'object' | 'array' | 'integer' | 'boolean' | 'string';
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode;
  readonly items?: SchemaNode;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Overrides are values for properties of a name, wherever the schema has one. */
export type Overrides = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** How many values follow the schema for each one that does not. */
const goodForEachNasty = 600;
const mostItems = 3;

function nested(depth: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

/** Values that somebody may send instead of what the schema asks for. */
const nasty = fc.constantFrom<unknown>(
  ...[null, true, '', 'x', [], {}, [null], -1, 1.5, 1e300],
  ...[Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** 31, 2 ** 62],
  ...['$(parameters.x)', '\u0000', '\u202Egnp.exe', '💥'.repeat(300), 'x'.repeat(70_000)],
  ...[{ ['__proto__x']: 1, constructor: { prototype: {} } }, nested(500)],
);

/** Texts that follow the schema, and try to be more than text. */
const texts = fc.constantFrom(
  ...['', 'x', '$(parameters.x)', '$(parameters.constructor)', '$(stages.a.outputs.toString)'],
  ...['$(run.name)', '$(PGPASSWORD)', '$$(x)', '$(', '$(parameters.x', '$(parameters.$(run.name))'],
  ...[
    '../../etc/passwd',
    '"; drop table x; --',
    '{{ .Values.x }}',
    '\n\r\t',
    '\u202E',
    'é💥',
    '-1',
  ],
);

/**
 * arbitraryOf makes values of a schema, and now and then one that is not. `overrides` keeps a property
 * within what a test can afford.
 */
export function arbitraryOf(schema: SchemaNode, overrides: Overrides): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: goodForEachNasty, arbitrary: fittingOf(schema, overrides) },
    { weight: 1, arbitrary: nasty },
  );
}

function fittingOf(schema: SchemaNode, overrides: Overrides): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'object':
      return objectOf(schema, overrides);
    case 'array': {
      const { minItems = 0, maxItems = mostItems } = schema;
      return fc.array(arbitraryOf(schema.items ?? {}, overrides), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(maxItems, mostItems)),
      });
    }
    case 'integer':
      return integerOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return stringOf(schema);
    case undefined:
    default:
      // A quantity, the only thing without a type.
      return fc.constantFrom<unknown>('1', 1, '100m', '1Gi', '-1', '0', '1e400', '9Ei');
  }
}

function objectOf(schema: SchemaNode, overrides: Overrides): fc.Arbitrary<unknown> {
  if (schema.additionalProperties !== undefined) {
    const keys = fc.constantFrom('cpu', 'memory', 'nvidia.com/gpu', 'a b', 'constructor');
    return fc.dictionary(keys, arbitraryOf(schema.additionalProperties, overrides), { maxKeys: 2 });
  }
  const properties = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => [name, overrides[name] ?? arbitraryOf(property, overrides)] as const,
  );
  return fc.record(Object.fromEntries(properties), { requiredKeys: [...(schema.required ?? [])] });
}

function integerOf({ minimum = -1_000, maximum = 1_000 }: SchemaNode): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: minimum, max: Math.min(maximum, minimum + 20) }),
    fc.constantFrom(minimum, maximum),
  );
}

function stringOf(schema: SchemaNode): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 64, pattern } = schema;
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.format === 'date-time') return fc.constant('2026-06-01T00:00:00Z');
  if (pattern !== undefined) {
    return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
  }
  const longest = fc.constantFrom('x'.repeat(maxLength), 'é'.repeat(maxLength));
  return fc
    .oneof({ weight: 8, arbitrary: texts }, { weight: 1, arbitrary: longest })
    .filter((text) => text.length >= minLength);
}
