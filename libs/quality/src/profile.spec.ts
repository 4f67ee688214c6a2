import { describe, expect, it } from '@jest/globals';
import { cleanRow } from './__fixtures__/rows.ts';
import { Profiler, type Profile } from './profile.ts';
import type { Row } from './row.ts';

function profileOf(rows: readonly Row[]): Profile {
  const profiler = new Profiler();
  rows.forEach((row) => {
    profiler.observe(row);
  });
  return profiler.close();
}

describe('Profiler', () => {
  it('knows nothing of no rows', () => {
    expect(profileOf([])).toEqual({});
  });

  it('finds the newest day and year, and the middle of the numbers', () => {
    const rows = [
      cleanRow({ NumericValue: 1, Date: '2024-08-02T09:43:39.193+02:00', TimeDim: 2016 }),
      cleanRow({ NumericValue: 3, Date: '2025-01-01', TimeDim: 2000 }),
      cleanRow({ NumericValue: 2, Date: '2023-12-31T23:59:59Z', TimeDim: 2021 }),
    ];
    expect(profileOf(rows)).toEqual({
      distribution: { values: 3, lowerQuartile: 1.5, median: 2, upperQuartile: 2.5 },
      newestDate: '2025-01-01',
      newestYear: 2021,
    });
  });

  it('passes over what is no number, no day and no year', () => {
    const row = cleanRow({ NumericValue: '7', Date: '2099-02-31', TimeDim: null });
    expect(profileOf([row, {}])).toEqual({});
  });
});
