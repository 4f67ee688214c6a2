/** CharacterTest says whether one code point fits. */
export type CharacterTest = (codePoint: number) => boolean;

/** PatternNode is a parsed regular expression. */
export type PatternNode =
  | { readonly kind: 'Character'; readonly test: CharacterTest }
  | { readonly kind: 'Sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'Alternatives'; readonly items: readonly PatternNode[] }
  | {
      readonly kind: 'Repeat';
      readonly item: PatternNode;
      readonly min: number;
      /** Undefined means without end. */
      readonly max: number | undefined;
    };

/** PatternError says at which character a pattern cannot be read. Never leaves compilePattern. */
export class PatternError extends Error {}

interface Cursor {
  readonly characters: readonly string[];
  at: number;
}

/** Deeper groups are refused, so that no pattern exhausts the stack. */
const maxDepth = 32;
const maxRepeat = 1000;

/** parsePattern reads a pattern or throws a PatternError. */
export function parsePattern(pattern: string): PatternNode {
  const cursor: Cursor = { characters: Array.from(pattern), at: 0 };
  const node = alternatives(cursor, 0);
  if (cursor.at < cursor.characters.length) throw unexpected(cursor);
  return node;
}

function alternatives(cursor: Cursor, depth: number): PatternNode {
  if (depth > maxDepth) throw new PatternError(`groups are nested deeper than ${maxDepth}`);
  const items = [sequence(cursor, depth)];
  while (take(cursor, '|')) items.push(sequence(cursor, depth));
  return { kind: 'Alternatives', items };
}

function sequence(cursor: Cursor, depth: number): PatternNode {
  const items: PatternNode[] = [];
  for (;;) {
    const next = cursor.characters[cursor.at];
    if (next === undefined || next === '|' || next === ')') return { kind: 'Sequence', items };
    if (isAnchor(cursor)) cursor.at += 1;
    else items.push(repeated(cursor, depth));
  }
}

/** The whole value must match anyway, so ^ at the start and $ at the end change nothing. */
function isAnchor({ characters, at }: Cursor): boolean {
  return (
    (characters[at] === '^' && at === 0) || (characters[at] === '$' && at === characters.length - 1)
  );
}

function repeated(cursor: Cursor, depth: number): PatternNode {
  const item = atom(cursor, depth);
  if (take(cursor, '*')) return { kind: 'Repeat', item, min: 0, max: undefined };
  if (take(cursor, '+')) return { kind: 'Repeat', item, min: 1, max: undefined };
  if (take(cursor, '?')) return { kind: 'Repeat', item, min: 0, max: 1 };
  return take(cursor, '{') ? counted(cursor, item) : item;
}

function counted(cursor: Cursor, item: PatternNode): PatternNode {
  const end = cursor.characters.indexOf('}', cursor.at);
  const text = cursor.characters.slice(cursor.at, Math.max(end, cursor.at)).join('');
  const match = /^(\d+)(,(\d*))?$/.exec(text);
  if (match === null) throw unexpected(cursor);
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : openEnd(match[3]);
  if (Math.max(min, max ?? 0) > maxRepeat || (max !== undefined && max < min)) {
    throw new PatternError(`{${text}} is out of range: 0 to ${maxRepeat}, the lesser first`);
  }
  cursor.at = end + 1;
  return { kind: 'Repeat', item, min, max };
}

function openEnd(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

function atom(cursor: Cursor, depth: number): PatternNode {
  const character = cursor.characters[cursor.at] ?? '';
  if ('*+?{}]^$'.includes(character)) throw unexpected(cursor);
  cursor.at += 1;
  switch (character) {
    case '(':
      return group(cursor, depth);
    case '[':
      return { kind: 'Character', test: characterClass(cursor) };
    case '.':
      return { kind: 'Character', test: (codePoint) => codePoint !== 10 };
    case '\\':
      return { kind: 'Character', test: escaped(cursor) };
    default:
      return { kind: 'Character', test: exactly(character) };
  }
}

function group(cursor: Cursor, depth: number): PatternNode {
  if (take(cursor, '?') && !take(cursor, ':')) throw unexpected(cursor);
  const node = alternatives(cursor, depth + 1);
  if (!take(cursor, ')')) throw unexpected(cursor);
  return node;
}

function characterClass(cursor: Cursor): CharacterTest {
  const negated = take(cursor, '^');
  const tests: CharacterTest[] = [];
  while (!take(cursor, ']')) tests.push(classItem(cursor));
  return (codePoint) => tests.some((test) => test(codePoint)) !== negated;
}

function classItem(cursor: Cursor): CharacterTest {
  const first = cursor.characters[cursor.at];
  if (first === undefined) throw unexpected(cursor);
  cursor.at += 1;
  if (first === '\\') return escaped(cursor);
  const last = cursor.characters[cursor.at + 1];
  if (cursor.characters[cursor.at] !== '-' || last === undefined || last === ']') {
    return exactly(first);
  }
  cursor.at += 2;
  const [from, to] = [codePointOf(first), codePointOf(last)];
  if (last === '\\' || from > to) throw new PatternError(`bad range ${first}-${last}`);
  return (codePoint) => codePoint >= from && codePoint <= to;
}

const classes: ReadonlyMap<string, RegExp> = new Map([
  ['d', /^[0-9]$/],
  ['D', /^[^0-9]$/u],
  ['w', /^[0-9A-Za-z_]$/],
  ['W', /^[^0-9A-Za-z_]$/u],
  ['s', /^[\t\n\f\r ]$/],
  ['S', /^[^\t\n\f\r ]$/u],
]);

function escaped(cursor: Cursor): CharacterTest {
  const character = cursor.characters[cursor.at];
  if (character === undefined) throw unexpected(cursor);
  cursor.at += 1;
  const shorthand = classes.get(character);
  if (shorthand !== undefined) {
    return (codePoint) => shorthand.test(String.fromCodePoint(codePoint));
  }
  if (/[0-9A-Za-z]/.test(character)) {
    throw new PatternError(`\\${character} is not supported`);
  }
  return exactly(character);
}

function exactly(character: string): CharacterTest {
  const expected = codePointOf(character);
  return (codePoint) => codePoint === expected;
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.characters[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

function unexpected({ characters, at }: Cursor): PatternError {
  const found = characters[at];
  return new PatternError(
    found === undefined ? 'unexpected end' : `unexpected ${found} at character ${at + 1}`,
  );
}
