import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { costOf, packShards, type SizedItem } from './pack-shards.ts';

/** Sizes as the source has them: half below 200, a few above 100,000. */
const rows = fc.oneof(
  { weight: 5, arbitrary: fc.nat(200) },
  { weight: 4, arbitrary: fc.nat(20_000) },
  { weight: 1, arbitrary: fc.integer({ min: 100_000, max: 245_784 }) },
);
const sizes = fc.array(rows, { maxLength: 60 });
const shardCount = fc.integer({ min: 1, max: 12 });

function makeItems(counts: readonly number[]): SizedItem[] {
  return counts.map((count, index) => ({
    item: { kind: 'indicator', code: `CODE_${index}` },
    rows: count,
  }));
}

function load(items: readonly SizedItem[]): number {
  return items.reduce((sum, item) => sum + costOf(item), 0);
}

describe('packShards', () => {
  it('gives each item to exactly one shard', () => {
    fc.assert(
      fc.property(sizes, shardCount, (counts, shards) => {
        const items = makeItems(counts);
        const packed = packShards(items, shards);
        expect(packed).toHaveLength(shards);
        expect(packed.flat()).toHaveLength(items.length);
        expect(new Set(packed.flat())).toEqual(new Set(items));
      }),
    );
  });

  it('does not depend on the order in which items are given', () => {
    fc.assert(
      fc.property(sizes, shardCount, (counts, shards) => {
        const items = makeItems(counts);
        expect(packShards([...items].reverse(), shards)).toEqual(packShards(items, shards));
      }),
    );
  });

  it('balances: no two shards differ by more than the costliest item', () => {
    fc.assert(
      fc.property(sizes, shardCount, (counts, shards) => {
        const items = makeItems(counts);
        const loads = packShards(items, shards).map(load);
        const largest = Math.max(0, ...items.map(costOf));
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(largest);
      }),
    );
  });

  it('counts requests, too: a large indicator outweighs the rows of many small ones', () => {
    const packed = packShards(makeItems([60_000, ...Array.from({ length: 60 }, () => 0)]), 2);
    expect(packed.map((items) => items.length)).toEqual([1, 60]);
  });
});
