import { BadQueryError } from '../bad-query.ts';
import type { KnownFields } from '../known-fields.ts';
import type { Fields } from '../replay-row.ts';
import {
  compare,
  isComparison,
  isTextFunction,
  isTextTest,
  testText,
  transformText,
  typeOf,
  type Operand,
} from './operands.ts';
import { tokenize, type Literal, type Token } from './tokens.ts';

export type Predicate = (fields: Fields) => boolean;

/**
 * parseFilter understands what clients of the source use: eq ne gt ge lt le in, and or not,
 * parentheses, contains startswith endswith, tolower toupper date. Anything else is a bad query, and
 * so is a field that the resource does not have.
 */
export function parseFilter(expression: string, known: KnownFields): Predicate {
  const parser = new FilterParser(expression, known);
  const predicate = parser.disjunction();
  parser.end();
  return predicate;
}

class FilterParser {
  readonly #expression: string;
  readonly #known: KnownFields;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(expression: string, known: KnownFields) {
    this.#expression = expression;
    this.#known = known;
    this.#tokens = tokenize(expression);
  }

  disjunction(): Predicate {
    const parts = [this.#conjunction()];
    while (this.#accept('or')) {
      parts.push(this.#conjunction());
    }
    return (fields) => parts.some((part) => part(fields));
  }

  end(): void {
    if (this.#next < this.#tokens.length) {
      throw this.#error();
    }
  }

  #conjunction(): Predicate {
    const parts = [this.#negation()];
    while (this.#accept('and')) {
      parts.push(this.#negation());
    }
    return (fields) => parts.every((part) => part(fields));
  }

  #negation(): Predicate {
    if (this.#accept('not')) {
      const part = this.#negation();
      return (fields) => !part(fields);
    }
    if (this.#accept('(')) {
      const part = this.disjunction();
      this.#expect(')');
      return part;
    }
    return this.#condition();
  }

  #condition(): Predicate {
    const name = this.#peekWord();
    if (name !== undefined && isTextTest(name)) {
      this.#next += 1;
      const [subject, part] = this.#arguments(2);
      return testText(name, subject, part);
    }
    const left = this.#operand();
    const operator = this.#word();
    if (operator === 'in') {
      const choices = this.#list().map((choice) => compare(left, 'eq', choice));
      return (fields) => choices.some((choice) => choice(fields));
    }
    if (!isComparison(operator)) {
      throw this.#error();
    }
    return compare(left, operator, this.#operand());
  }

  #operand(): Operand {
    const token = this.#take();
    if (token.kind === 'literal') {
      return literalOperand(token.value);
    }
    if (token.kind === 'mark') {
      throw this.#error();
    }
    if (isTextFunction(token.text)) {
      const [subject] = this.#arguments(1);
      return transformText(token.text, subject);
    }
    const field = this.#known.check(token.text);
    return { type: typeOf(field), read: (fields) => fields[field] ?? null };
  }

  #arguments(count: 1): [Operand];
  #arguments(count: 2): [Operand, Operand];
  #arguments(count: number): Operand[] {
    const list = this.#list();
    if (list.length !== count) {
      throw this.#error();
    }
    return list;
  }

  #list(): Operand[] {
    this.#expect('(');
    const list = [this.#operand()];
    while (this.#accept(',')) {
      list.push(this.#operand());
    }
    this.#expect(')');
    return list;
  }

  #peekWord(): string | undefined {
    const token = this.#tokens[this.#next];
    return token?.kind === 'word' ? token.text : undefined;
  }

  #word(): string {
    const text = this.#peekWord();
    this.#next += 1;
    if (text === undefined) {
      throw this.#error();
    }
    return text;
  }

  #accept(text: string): boolean {
    const token = this.#tokens[this.#next];
    const isThere = token !== undefined && token.kind !== 'literal' && token.text === text;
    this.#next += isThere ? 1 : 0;
    return isThere;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) {
      throw this.#error();
    }
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    if (token === undefined) {
      throw this.#error();
    }
    return token;
  }

  #error(): BadQueryError {
    return new BadQueryError(`Syntax error in '${this.#expression}'.`);
  }
}

function literalOperand(value: Literal): Operand {
  const type = value === null ? 'null' : typeof value === 'number' ? 'number' : 'text';
  return { type, read: () => value };
}
