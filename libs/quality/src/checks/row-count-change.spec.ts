import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../finding.ts';
import { rowCountFailure } from './row-count-change.ts';

const cases: Record<string, { current: number; previous: number; want: Failure | undefined }> = {
  'passes an equal count': { current: 100, previous: 100, want: undefined },
  'passes a drop of exactly the limit': { current: 80, previous: 100, want: undefined },
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
  'passes growth up to the limit': { current: 200, previous: 100, want: undefined },
  'fails growth beyond the limit': {
    current: 201,
    previous: 100,
    want: { reason: 'RowCountGrown', detail: '201 rows, 100 in the last good load (+101.0 %)' },
  },
  'has nothing to compare with an empty load': { current: 10, previous: 0, want: undefined },
};

describe('rowCountFailure', () => {
  const check = {
    name: 'row_count_change',
    type: 'row_count_change',
    severity: 'Halt',
    maximumDropBasisPoints: 2000,
    maximumGrowthBasisPoints: 10_000,
  } as const;

  it.each(Object.entries(cases))('%s', (_, { current, previous, want }) => {
    expect(rowCountFailure(check, current, previous)).toEqual(want);
  });

  it('lets any growth pass without a limit', () => {
    const unlimited = { ...check, maximumGrowthBasisPoints: Infinity };
    expect(rowCountFailure(unlimited, 1_000_000, 1)).toBeUndefined();
  });
});
