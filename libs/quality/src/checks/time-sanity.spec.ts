import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import type { Row } from '../row.ts';
import { timeSanity } from './time-sanity.ts';

const evaluate = timeSanity({
  name: 'time_sanity',
  type: 'time_sanity',
  severity: 'Quarantine',
  minimumYear: 1900,
  maximumYear: 2100,
});

const cases: Record<string, { given: Row; want: Finding }> = {
  'passes a year within its period': { given: cleanRow(), want: 'Passed' },
  'passes the last year of a range, as in HWF_0001': {
    given: cleanRow({
      TimeDim: 2024,
      TimeDimensionValue: '2016-2024',
      TimeDimensionBegin: '2016-01-01T00:00:00+01:00',
      TimeDimensionEnd: '2024-12-31T00:00:00+01:00',
    }),
    want: 'Passed',
  },
  'passes a year without a period': {
    given: cleanRow({ TimeDimensionBegin: null, TimeDimensionEnd: null }),
    want: 'Passed',
  },
  'fails a year of two swapped digits': {
    given: cleanRow({ TimeDim: 2106 }),
    want: { reason: 'YearOutOfRange', detail: 'year 2106 not in [1900, 2100]' },
  },
  'fails a year before its period': {
    given: cleanRow({ TimeDim: 2015 }),
    want: { reason: 'YearOutsidePeriod', detail: 'year 2015 outside 2016-01-01 to 2016-12-31' },
  },
  'fails a year after its period': {
    given: cleanRow({ TimeDim: 2017 }),
    want: { reason: 'YearOutsidePeriod', detail: 'year 2017 outside 2016-01-01 to 2016-12-31' },
  },
  'fails a period that ends before it begins': {
    given: cleanRow({ TimeDimensionBegin: '2017-01-01' }),
    want: { reason: 'ReversedPeriod', detail: 'period 2017-01-01 to 2016-12-31' },
  },
  'leaves a missing year to others': { given: cleanRow({ TimeDim: null }), want: 'NotApplicable' },
};

describe('timeSanity', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(evaluate(given, 'X')).toEqual(want);
  });
});
