import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import type { Row } from '../row.ts';
import { fieldTypes } from './field-types.ts';

const evaluate = fieldTypes({
  name: 'field_types',
  type: 'field_types',
  severity: 'Quarantine',
  fields: { Value: 'text', TimeDim: 'integer', NumericValue: 'number', Date: 'instant' },
});

const wrong = (detail: string): Finding => ({ reason: 'WrongType', detail });

const cases: Record<string, { given: Row; want: Finding }> = {
  'passes a row of the right types': { given: cleanRow(), want: 'Passed' },
  'leaves absent values to others': {
    given: cleanRow({ Value: null, NumericValue: undefined }),
    want: 'Passed',
  },
  'refuses a number in quotes': {
    given: cleanRow({ NumericValue: '70.1' }),
    want: wrong('NumericValue is 70.1, expected number'),
  },
  'refuses a number too large for a double': {
    given: cleanRow({ NumericValue: JSON.parse('1e400') as unknown }),
    want: wrong('NumericValue is null, expected number'),
  },
  'refuses a year with a fraction': {
    given: cleanRow({ TimeDim: 2016.5 }),
    want: wrong('TimeDim is 2016.5, expected integer'),
  },
  'refuses a year beyond 32 bits': {
    given: cleanRow({ TimeDim: 20_162_016_201 }),
    want: wrong('TimeDim is 20162016201, expected integer'),
  },
  'refuses a text that PostgreSQL cannot hold': {
    given: cleanRow({ Value: 'a\u0000b' }),
    want: wrong('Value is a\u0000b, expected text'),
  },
  'refuses an object': {
    given: cleanRow({ Value: { low: 1 } }),
    want: wrong('Value is {"low":1}, expected text'),
  },
  'names every wrong field': {
    given: cleanRow({ TimeDim: '2016', Date: 'yesterday' }),
    want: wrong('TimeDim is 2016, expected integer; Date is yesterday, expected instant'),
  },
};

describe('fieldTypes', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(evaluate(given, 'WHOSIS_000001')).toEqual(want);
  });
});
