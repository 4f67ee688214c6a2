import { describe, expect, it } from '@jest/globals';
import type { FreshnessCheck } from '../contract.ts';
import type { Finding } from '../finding.ts';
import type { Profile } from '../profile.ts';
import { freshness } from './freshness.ts';

const date: FreshnessCheck = {
  name: 'freshness',
  type: 'freshness',
  severity: 'Warn',
  field: 'Date',
  maximumAgeDays: 366,
};
const year: FreshnessCheck = { ...date, field: 'TimeDim' };

const cases: Record<string, { check: FreshnessCheck; profile: Profile; want: Finding }> = {
  'passes a date of the allowed age': {
    check: date,
    profile: { newestDate: '2025-05-31' },
    want: 'Passed',
  },
  'fails a date that is a day older': {
    check: date,
    profile: { newestDate: '2025-05-30' },
    want: {
      reason: 'Stale',
      detail: 'newest Date 2025-05-30 is 367 days older than the pull, allowed 366',
    },
  },
  'passes a date that is tomorrow where WHO is': {
    check: date,
    profile: { newestDate: '2026-06-02' },
    want: 'Passed',
  },
  'fails a date of the day after tomorrow': {
    check: date,
    profile: { newestDate: '2026-06-03' },
    want: { reason: 'FromTheFuture', detail: 'newest Date 2026-06-03 is 2 days after the pull' },
  },
  'takes a year by its last day': {
    check: year,
    profile: { newestYear: 2024 },
    want: {
      reason: 'Stale',
      detail: 'newest TimeDim 2024-12-31 is 517 days older than the pull, allowed 366',
    },
  },
  'passes projections': { check: year, profile: { newestYear: 2050 }, want: 'Passed' },
  'does not apply without a date': { check: date, profile: {}, want: 'NotApplicable' },
  'does not apply without a year': { check: year, profile: {}, want: 'NotApplicable' },
};

describe('freshness', () => {
  it.each(Object.entries(cases))('%s', (_, { check, profile, want }) => {
    const facts = { dataSet: 'X', rows: 1, profile, previous: undefined };
    expect(freshness(check, '2026-06-01')(facts)).toEqual(want);
  });

  it('does not apply while the day of the pull is unknown', () => {
    const facts = {
      dataSet: 'X',
      rows: 1,
      profile: { newestDate: '1900-01-01' },
      previous: undefined,
    };
    expect(freshness(date, undefined)(facts)).toBe('NotApplicable');
  });
});
