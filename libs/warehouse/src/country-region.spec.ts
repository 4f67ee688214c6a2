import { describe, expect, it } from '@jest/globals';
import { decideRegion, type RegionClaims } from './country-region.ts';

const sear = { code: 'SEAR', name: 'South-East Asia' };
const wpr = { code: 'WPR', name: 'Western Pacific' };
const outside = { code: undefined, name: undefined };
const agreed = { isAgreed: true };
const mixed = { isAgreed: false };

const nothing: RegionClaims = {
  known: undefined,
  rows: undefined,
  dimension: undefined,
  earlierDimension: undefined,
};

const cases: Record<string, { given: Partial<RegionClaims>; want: string | undefined }> = {
  'changes when all indicators agree': {
    given: { known: sear, rows: { ...wpr, ...agreed }, dimension: sear, earlierDimension: sear },
    want: 'WPR',
  },
  'stays when the indicators disagree': {
    given: { known: sear, rows: { ...wpr, ...mixed }, dimension: sear, earlierDimension: sear },
    want: 'SEAR',
  },
  'stays when no indicator has the country and the dimension lags behind': {
    given: { known: wpr, dimension: sear, earlierDimension: sear },
    want: 'WPR',
  },
  'stays when nobody knows what the dimension said before': {
    given: { known: wpr, dimension: sear },
    want: 'WPR',
  },
  'changes when the dimension itself did': {
    given: { known: sear, dimension: wpr, earlierDimension: sear },
    want: 'WPR',
  },
  'changes with the dimension while the indicators disagree': {
    given: { known: sear, rows: { ...sear, ...mixed }, dimension: wpr, earlierDimension: sear },
    want: 'WPR',
  },
  'stays as the indicators agree although the dimension changed': {
    given: { known: sear, rows: { ...sear, ...agreed }, dimension: wpr, earlierDimension: sear },
    want: 'SEAR',
  },
  'ends when the dimension lets a country go': {
    given: { known: sear, dimension: outside, earlierDimension: sear },
    want: undefined,
  },
  'begins with the newest rows when the indicators disagree': {
    given: { rows: { ...wpr, ...mixed }, dimension: sear },
    want: 'WPR',
  },
  'begins with the dimension when no row has one': { given: { dimension: sear }, want: 'SEAR' },
  'comes from the dimension for a country known without one': {
    given: { known: outside, dimension: sear },
    want: 'SEAR',
  },
  'is none when nobody names one': { given: {}, want: undefined },
};

describe('the region of a country', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(decideRegion({ ...nothing, ...given }).code).toBe(want);
  });
});
