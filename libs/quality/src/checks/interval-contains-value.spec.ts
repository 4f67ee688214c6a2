import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import type { Row } from '../row.ts';
import { intervalContainsValue } from './interval-contains-value.ts';

const evaluate = intervalContainsValue({
  name: 'interval_contains_value',
  type: 'interval_contains_value',
  severity: 'Quarantine',
  tolerance: 0.01,
});

const cases: Record<string, { given: Row; want: Finding }> = {
  'passes a value inside': { given: { NumericValue: 5, Low: 4, High: 6 }, want: 'Passed' },
  'passes a value at a bound': { given: { NumericValue: 4, Low: 4, High: 4 }, want: 'Passed' },
  'passes a value within the tolerance': {
    given: { NumericValue: 6.01, Low: 4, High: 6 },
    want: 'Passed',
  },
  'fails an estimate below its interval, as WHO published for Bhutan in 2016': {
    given: { NumericValue: 36.9, Low: 39.67, High: 50.29 },
    want: { reason: 'OutsideInterval', detail: '36.9 not in [39.67, 50.29]' },
  },
  'fails an estimate above its interval': {
    given: { NumericValue: 6.02, Low: 4, High: 6 },
    want: { reason: 'OutsideInterval', detail: '6.02 not in [4, 6]' },
  },
  'holds one bound when the other is missing': {
    given: { NumericValue: 26.1, Low: 27.1, High: null },
    want: { reason: 'OutsideInterval', detail: '26.1 not in [27.1, Infinity]' },
  },
  'fails a reversed interval even without a value': {
    given: { NumericValue: null, Low: 6, High: 4 },
    want: { reason: 'ReversedInterval', detail: 'low 6 above high 4' },
  },
  'does not apply without an interval': {
    given: { NumericValue: 5, Low: null, High: null },
    want: 'NotApplicable',
  },
  'does not apply without a value': {
    given: { NumericValue: null, Low: 4, High: 6 },
    want: 'NotApplicable',
  },
};

describe('intervalContainsValue', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(evaluate(cleanRow(given), 'X')).toEqual(want);
  });
});
