import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import { numericRange } from './numeric-range.ts';

const evaluate = numericRange({
  name: 'numeric_range',
  type: 'numeric_range',
  severity: 'Quarantine',
  ranges: { PERCENT: { minimum: 0, maximum: 100 }, COUNT: { minimum: 0 } },
});

const outside = (detail: string): Finding => ({ reason: 'OutOfRange', detail });

const cases: Record<string, { indicator: string; value: unknown; want: Finding }> = {
  'passes a value inside': { indicator: 'PERCENT', value: 50, want: 'Passed' },
  'takes the lower bound in': { indicator: 'PERCENT', value: 0, want: 'Passed' },
  'takes the upper bound in': { indicator: 'PERCENT', value: 100, want: 'Passed' },
  'fails just above': {
    indicator: 'PERCENT',
    value: 100.001,
    want: outside('100.001 not in [0, 100]'),
  },
  'fails just below': {
    indicator: 'PERCENT',
    value: -0.001,
    want: outside('-0.001 not in [0, 100]'),
  },
  'leaves an open end open': { indicator: 'COUNT', value: 1e12, want: 'Passed' },
  'knows no range of other indicators': { indicator: 'X', value: -5, want: 'NotApplicable' },
  'leaves a missing value to others': {
    indicator: 'PERCENT',
    value: null,
    want: 'NotApplicable',
  },
  'leaves a value of a wrong type to others': {
    indicator: 'PERCENT',
    value: '500',
    want: 'NotApplicable',
  },
  'is not misled by names that every object has': {
    indicator: 'constructor',
    value: 1,
    want: 'NotApplicable',
  },
};

describe('numericRange', () => {
  it.each(Object.entries(cases))('%s', (_, { indicator, value, want }) => {
    expect(evaluate(cleanRow({ NumericValue: value }), indicator)).toEqual(want);
  });
});
