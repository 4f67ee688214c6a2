import { describe, expect, it } from '@jest/globals';
import type { Distribution } from '../distribution.ts';
import type { Finding } from '../finding.ts';
import { distributionShift } from './distribution-shift.ts';

const evaluate = distributionShift({
  name: 'distribution_shift',
  type: 'distribution_shift',
  severity: 'Halt',
  maximumShift: 0.5,
  minimumValues: 30,
});

/** Life expectancy as it was recorded. */
const before: Distribution = {
  values: 12_936,
  lowerQuartile: 64,
  median: 72,
  upperQuartile: 77,
};

function judge(now: Distribution | undefined, previous: Distribution | undefined): Finding {
  return evaluate({
    dataSet: 'X',
    rows: 1,
    profile: now === undefined ? {} : { distribution: now },
    previous: previous && { rows: 1, distribution: previous },
  });
}

const cases: Record<string, { now: Partial<Distribution>; was?: Distribution; want: Finding }> = {
  'passes the same values': { now: {}, want: 'Passed' },
  'passes a shift of exactly the limit': { now: { median: 78.5 }, want: 'Passed' },
  'fails a shift beyond the limit, upwards': {
    now: { median: 79 },
    want: {
      reason: 'DistributionShifted',
      detail: 'median 79, 72 in the last good load: 0.53846 of its quartile range [64, 77]',
    },
  },
  'fails a shift beyond the limit, downwards': {
    now: { median: 0.72 },
    want: {
      reason: 'DistributionShifted',
      detail: 'median 0.72, 72 in the last good load: 5.4831 of its quartile range [64, 77]',
    },
  },
  'has no range to measure in when half of the values were one': {
    now: { median: 99 },
    was: { ...before, lowerQuartile: 100, median: 100, upperQuartile: 100 },
    want: 'NotApplicable',
  },
  'says nothing about few values now': { now: { values: 29, median: 1 }, want: 'NotApplicable' },
  'says nothing about few values before': {
    now: { median: 1 },
    was: { ...before, values: 29 },
    want: 'NotApplicable',
  },
};

describe('distributionShift', () => {
  it.each(Object.entries(cases))('%s', (_, { now, was = before, want }) => {
    expect(judge({ ...before, ...now }, was)).toEqual(want);
  });

  it('does not apply without numbers, now or before', () => {
    expect(judge(undefined, before)).toBe('NotApplicable');
    expect(judge(before, undefined)).toBe('NotApplicable');
  });
});
