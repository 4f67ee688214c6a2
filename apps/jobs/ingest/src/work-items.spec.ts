import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GhoResource } from '@gho-platform/gho';
import { expectedRows, shardItems, workItems } from './work-items.ts';

const codes = fc.uniqueArray(
  fc.constantFrom('WHOSIS_000001', 'HWF_0001', 'UHC_INDEX_REPORTED', 'A', 'B', 'C', 'D', 'E'),
);
const shardCount = fc.integer({ min: 1, max: 12 });

function load(items: readonly GhoResource[]): number {
  return items.reduce((sum, item) => sum + expectedRows(item), 0);
}

function assign(items: readonly GhoResource[], shards: number): GhoResource[][] {
  return Array.from({ length: shards }, (_, index) => shardItems(items, shards, index));
}

describe('workItems', () => {
  it('are the indicators, the dimensions and the catalogue', () => {
    expect(workItems(['A'], ['COUNTRY'])).toEqual([
      { kind: 'indicator', code: 'A' },
      { kind: 'dimension', code: 'COUNTRY' },
      { kind: 'catalogue', code: 'Indicator' },
    ]);
  });
});

describe('shardItems', () => {
  it('gives each item to exactly one shard', () => {
    fc.assert(
      fc.property(codes, shardCount, (indicators, shards) => {
        const items = workItems(indicators, ['COUNTRY', 'REGION']);
        const assigned = assign(items, shards).flat();
        expect(assigned).toHaveLength(items.length);
        expect(new Set(assigned)).toEqual(new Set(items));
      }),
    );
  });

  it('does not depend on the order in which codes are given', () => {
    fc.assert(
      fc.property(codes, shardCount, (indicators, shards) => {
        const reversed = workItems([...indicators].reverse(), ['COUNTRY']);
        expect(assign(reversed, shards)).toEqual(
          assign(workItems(indicators, ['COUNTRY']), shards),
        );
      }),
    );
  });

  it('balances: no two shards differ by more than the largest item', () => {
    fc.assert(
      fc.property(codes, shardCount, (indicators, shards) => {
        const items = workItems(indicators, ['COUNTRY']);
        const loads = assign(items, shards).map(load);
        const largest = Math.max(...items.map(expectedRows));
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(largest);
      }),
    );
  });
});
