/** What COPY in text format gives a meaning to: its escape, its column and row ends. */
const special = /[\\\t\n\r]/;

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** copyText writes one value of a row in COPY's text format; undefined is null. */
export function copyText(value: string | number | undefined): string {
  if (value === undefined) {
    return '\\N';
  }
  if (typeof value === 'number') {
    // The shortest text that reads back as the same double, as PostgreSQL writes it, too.
    return String(value);
  }
  return special.test(value)
    ? value.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)
    : value;
}

/** arrayLiteral writes a text[]; the elements go through COPY's own escaping afterwards. */
export function arrayLiteral(elements: readonly string[]): string {
  return `{${elements.map((text) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`;
}

/**
 * storableJson writes a value as JSON that jsonb accepts: PostgreSQL holds neither NUL nor half a
 * surrogate pair, so both become U+FFFD.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'string' ? entry.toWellFormed().replaceAll('\u0000', '\uFFFD') : entry,
  );
}
