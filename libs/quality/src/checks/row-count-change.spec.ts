import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../finding.ts';
import { rowCountChange } from './row-count-change.ts';

const cases: Record<string, { current: number; previous: number; want: Finding }> = {
  'passes an equal count': { current: 100, previous: 100, want: 'Passed' },
  'passes a drop of exactly the limit': { current: 80, previous: 100, want: 'Passed' },
  'fails the drop that WHO made in SA_0000001688': {
    current: 5405,
    previous: 12_840,
    want: {
      reason: 'RowCountDropped',
      detail: '5405 rows, 12840 in the last good load (-57.9 %)',
    },
  },
  'fails when everything is gone': {
    current: 0,
    previous: 10,
    want: { reason: 'RowCountDropped', detail: '0 rows, 10 in the last good load (-100.0 %)' },
  },
  'passes growth up to the limit': { current: 200, previous: 100, want: 'Passed' },
  'fails growth beyond the limit': {
    current: 201,
    previous: 100,
    want: { reason: 'RowCountGrown', detail: '201 rows, 100 in the last good load (+101.0 %)' },
  },
  'has nothing to compare with an empty load': {
    current: 10,
    previous: 0,
    want: 'NotApplicable',
  },
};

describe('rowCountChange', () => {
  const check = {
    name: 'row_count_change',
    type: 'row_count_change',
    severity: 'Halt',
    maximumDropBasisPoints: 2000,
    maximumGrowthBasisPoints: 10_000,
  } as const;

  it.each(Object.entries(cases))('%s', (_, { current, previous, want }) => {
    const facts = { dataSet: 'X', rows: current, profile: {}, previous: { rows: previous } };
    expect(rowCountChange(check)(facts)).toEqual(want);
  });

  it('has nothing to compare with at the first load', () => {
    const facts = { dataSet: 'X', rows: 5, profile: {}, previous: undefined };
    expect(rowCountChange(check)(facts)).toBe('NotApplicable');
  });

  it('lets any growth pass without a limit', () => {
    const unlimited = { ...check, maximumGrowthBasisPoints: Infinity };
    const facts = { dataSet: 'X', rows: 1_000_000, profile: {}, previous: { rows: 1 } };
    expect(rowCountChange(unlimited)(facts)).toBe('Passed');
  });
});
