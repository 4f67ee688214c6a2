import { describe, expect, it } from '@jest/globals';
import { isInstant } from './instant.ts';

const cases: Record<string, { given: unknown; want: boolean }> = {
  'a bare day': { given: '2004-01-01', want: true },
  'three fraction digits and summer time': { given: '2024-08-02T09:43:39.193+02:00', want: true },
  'nine fraction digits, the longest there is': {
    given: '2024-08-02T09:43:39.193000000+02:00',
    want: true,
  },
  'one fraction digit and winter time': { given: '2026-01-23T13:29:16.4+01:00', want: true },
  'no fraction': { given: '2023-07-10T13:19:10+02:00', want: true },
  'UTC by letter': { given: '2024-12-10T14:55:59Z', want: true },
  'a time without an offset': { given: '2024-12-10T14:55:59', want: true },
  'a leap day': { given: '2024-02-29', want: true },
  'a day that no year has': { given: '2024-02-31', want: false },
  'a leap day in a common year': { given: '2023-02-29', want: false },
  'a century without a leap day': { given: '1900-02-29', want: false },
  'the 31st of a short month': { given: '2024-04-31', want: false },
  'month 13': { given: '2024-13-01', want: false },
  'the hour 24': { given: '2024-01-01T24:00:00Z', want: false },
  'year zero': { given: '0000-01-01', want: false },
  'an offset without a time': { given: '2024-01-01+01:00', want: false },
  'words around it': { given: 'on 2024-01-01', want: false },
  'a number': { given: 2024, want: false },
  nothing: { given: null, want: false },
};

describe('isInstant', () => {
  it.each(Object.entries(cases))('judges %s', (_, { given, want }) => {
    expect(isInstant(given)).toBe(want);
  });
});
