/** The named entities that occur in names of the catalogue, and the five of XML. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  GreaterEqual: '≥',
  ge: '≥',
  le: '≤',
};

const entity = /&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,20});/g;

/** decodeEntities replaces HTML entities, which WHO leaves in names; unknown ones stay. */
export function decodeEntities(text: string): string {
  return text.replaceAll(entity, (whole, body: string) =>
    body.startsWith('#') ? (characterOf(body.slice(1)) ?? whole) : (named[body] ?? whole),
  );
}

function characterOf(digits: string): string | undefined {
  const code = Number(/^[xX]/.test(digits) ? `0${digits}` : digits);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
