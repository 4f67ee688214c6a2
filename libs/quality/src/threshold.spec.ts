import { describe, expect, it } from '@jest/globals';
import type { Threshold } from './contract.ts';
import { breachOf, type Breach, type FailedRows } from './threshold.ts';

const large: FailedRows = { dataSet: 'LARGE', read: 100_000, failed: 30 };
const small: FailedRows = { dataSet: 'SMALL', read: 100, failed: 30 };

const cases: Record<
  string,
  { threshold?: Threshold; counts: FailedRows[]; want: Breach | undefined }
> = {
  'tolerates nothing when there is no threshold': {
    counts: [large],
    want: { rowsFailed: 30, rowsAllowed: 0 },
  },
  'holds when no row failed': { counts: [{ ...large, failed: 0 }], want: undefined },
  'counts rows over all data sets': {
    threshold: { maxRows: 59 },
    counts: [large, small],
    want: { rowsFailed: 60, rowsAllowed: 59 },
  },
  'holds at exactly the allowed number of rows': {
    threshold: { maxRows: 60 },
    counts: [large, small],
    want: undefined,
  },
  'holds a ratio against every data set by itself': {
    threshold: { maxBasisPoints: 100 },
    counts: [large, small],
    want: { dataSet: 'SMALL', rowsFailed: 30, rowsAllowed: 1 },
  },
  'names the data set that is furthest beyond its ratio': {
    threshold: { maxBasisPoints: 1 },
    counts: [large, small],
    want: { dataSet: 'SMALL', rowsFailed: 30, rowsAllowed: 0 },
  },
  'rounds the allowed rows down': {
    threshold: { maxBasisPoints: 199 },
    counts: [{ dataSet: 'TINY', read: 99, failed: 2 }],
    want: { dataSet: 'TINY', rowsFailed: 2, rowsAllowed: 1 },
  },
  'holds when nothing was read': {
    threshold: { maxBasisPoints: 0 },
    counts: [],
    want: undefined,
  },
};

describe('breachOf', () => {
  it.each(Object.entries(cases))('%s', (_, { threshold, counts, want }) => {
    expect(breachOf(threshold, counts)).toEqual(want);
  });
});
