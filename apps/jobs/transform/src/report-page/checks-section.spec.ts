import { describe, expect, it } from '@jest/globals';
import type { CheckResult } from '@gho-platform/quality';
import { limitUsed } from './checks-section.ts';

const check: CheckResult = {
  check: 'unique_key',
  contract: 'gho-observation',
  type: 'unique_key',
  severity: 'Quarantine',
  outcome: 'Warned',
  threshold: { maxBasisPoints: 100 },
  rowsChecked: 1000,
  rowsFailed: 5,
  reasons: {},
  examples: [],
};

const cases: Record<string, { given: Partial<CheckResult>; want: number }> = {
  'is nothing without failing rows': { given: { rowsFailed: 0, rowsChecked: 0 }, want: 0 },
  'is a part of the tolerated share': { given: {}, want: 0.5 },
  'is a part of the tolerated rows': { given: { threshold: { maxRows: 20 } }, want: 0.25 },
  'is that of the worst data set once the limit is exceeded': {
    given: { breach: { dataSet: 'X', rowsFailed: 30, rowsAllowed: 10 } },
    want: 3,
  },
  'has no end when nothing is tolerated': {
    given: { threshold: { maxRows: 0 }, breach: { rowsFailed: 1, rowsAllowed: 0 } },
    want: Infinity,
  },
};

describe('limitUsed', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(limitUsed({ ...check, ...given })).toBe(want);
  });
});
