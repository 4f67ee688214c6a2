import { BadQueryError } from '../bad-query.ts';
import type { Fields } from '../replay-row.ts';

export interface Operand {
  readonly type: 'text' | 'number' | 'null';
  readonly read: (fields: Fields) => unknown;
}

type Predicate = (fields: Fields) => boolean;

/** All fields of the source are texts but these. */
const numberFields = new Set(['Id', 'TimeDim', 'NumericValue', 'Low', 'High']);

export function typeOf(field: string): Operand['type'] {
  return numberFields.has(field) ? 'number' : 'text';
}

const comparisons = {
  eq: (a: never, b: never) => a === b,
  ne: (a: never, b: never) => a !== b,
  gt: (a: never, b: never) => a > b,
  ge: (a: never, b: never) => a >= b,
  lt: (a: never, b: never) => a < b,
  le: (a: never, b: never) => a <= b,
};

export function isComparison(word: string): word is keyof typeof comparisons {
  return Object.hasOwn(comparisons, word);
}

/** compare refuses operands of two types, as the source does for `TimeDim eq '2015'`. */
export function compare(
  left: Operand,
  operator: keyof typeof comparisons,
  right: Operand,
): Predicate {
  if (left.type !== right.type && left.type !== 'null' && right.type !== 'null') {
    throw new BadQueryError(
      `A binary operator with incompatible types was detected. Found operand types ` +
        `'${typeNames[left.type]}' and '${typeNames[right.type]}' for operator kind '${operator}'.`,
    );
  }
  const test = comparisons[operator];
  const isEquality = operator === 'eq' || operator === 'ne';
  return (fields) => {
    const [a, b] = [left.read(fields), right.read(fields)];
    // OData: an order comparison with null is false.
    return (isEquality || (a !== null && b !== null)) && test(a as never, b as never);
  };
}

const typeNames = { text: 'Edm.String', number: 'Edm.Decimal', null: 'null' };

const textTests = {
  contains: (text: string, part: string) => text.includes(part),
  startswith: (text: string, part: string) => text.startsWith(part),
  endswith: (text: string, part: string) => text.endsWith(part),
};

export function isTextTest(word: string): word is keyof typeof textTests {
  return Object.hasOwn(textTests, word);
}

export function testText(name: keyof typeof textTests, subject: Operand, part: Operand): Predicate {
  return (fields) => {
    const [text, wanted] = [subject.read(fields), part.read(fields)];
    return typeof text === 'string' && typeof wanted === 'string' && textTests[name](text, wanted);
  };
}

const textFunctions = {
  tolower: (text: string) => text.toLowerCase(),
  toupper: (text: string) => text.toUpperCase(),
  date: (text: string) => text.slice(0, 'YYYY-MM-DD'.length),
};

export function isTextFunction(word: string): word is keyof typeof textFunctions {
  return Object.hasOwn(textFunctions, word);
}

export function transformText(name: keyof typeof textFunctions, subject: Operand): Operand {
  return {
    type: 'text',
    read: (fields) => {
      const text = subject.read(fields);
      return typeof text === 'string' ? textFunctions[name](text) : null;
    },
  };
}
