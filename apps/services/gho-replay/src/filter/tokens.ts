import { BadQueryError } from '../bad-query.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'mark'; readonly text: '(' | ')' | ',' };

export type Literal = string | number | boolean | null;

const shapes: readonly (readonly [RegExp, (text: string) => Token | undefined])[] = [
  [/\s+/y, () => undefined],
  [/[(),]/y, (text) => ({ kind: 'mark', text: text as '(' | ')' | ',' })],
  [/'(?:[^']|'')*'/y, (text) => literal(text.slice(1, -1).replaceAll("''", "'"))],
  // A date is compared as text: ISO 8601 sorts like time.
  [/\d{4}-\d{2}-\d{2}(?:T[0-9:.]+(?:Z|[+-]\d{2}:\d{2})?)?/y, literal],
  [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y, (text) => literal(Number(text))],
  [/[A-Za-z_@][A-Za-z0-9_.@]*/y, word],
];

const constants = new Map<string, Literal>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

/** tokenize cuts a filter expression; its errors are worded like the source's. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < expression.length) {
    const [token, end] = nextToken(expression, position);
    position = end;
    if (token !== undefined) {
      tokens.push(token);
    }
  }
  return tokens;
}

function nextToken(expression: string, position: number): [Token | undefined, number] {
  for (const [shape, toToken] of shapes) {
    shape.lastIndex = position;
    const match = shape.exec(expression);
    if (match !== null) {
      return [toToken(match[0]), shape.lastIndex];
    }
  }
  const problem =
    expression[position] === "'"
      ? `There is an unterminated literal at position ${expression.length}`
      : `Syntax error at position ${position}`;
  throw new BadQueryError(`${problem} in '${expression}'.`);
}

function literal(value: Literal): Token {
  return { kind: 'literal', value };
}

function word(text: string): Token {
  const constant = constants.get(text);
  return constant === undefined ? { kind: 'word', text } : literal(constant);
}
