import { describe, expect, it } from '@jest/globals';
import type { StageResult } from '@gho-platform/run-core';
import { mergeKnownResults } from './merge-results.ts';

const lost = undefined;

function shard(outputs: Readonly<Record<string, string>>, read?: number): StageResult {
  const named = Object.entries(outputs).map(([name, value]) => ({ name, value }));
  return {
    ...(named.length === 0 ? {} : { outputs: named }),
    ...(read === undefined ? {} : { rows: { read } }),
  };
}

const date = [{ name: 'date', value: '2026-06-01' }];
const dated = { date: '2026-06-01' };
type Shards = readonly (StageResult | undefined)[];
const cases: Record<string, [Shards, StageResult | undefined]> = {
  'merges everything when nothing is lost': [
    [shard(dated, 1), shard(dated, 2)],
    { outputs: date, rows: { read: 3 } },
  ],
  'keeps an output on which the others agree, and no counts': [
    [shard(dated, 1), lost, shard(dated, 2)],
    { outputs: date },
  ],
  'knows that there are no outputs when no other shard has one': [[lost, shard({}, 1)], {}],
  'does not know outputs that differ': [
    [shard({ key: 'a' }), lost, shard({ key: 'b' })],
    undefined,
  ],
  'does not know an output that another shard left out': [
    [shard(dated), lost, shard({})],
    undefined,
  ],
  'does not know whether outputs differ when one shard alone is there': [
    [shard(dated), lost],
    undefined,
  ],
  'knows nothing when all are lost': [[lost], undefined],
};

describe('mergeKnownResults', () => {
  it.each(Object.keys(cases))('%s', (name) => {
    const [shards, want] = cases[name] ?? [[], undefined];
    expect(mergeKnownResults(shards)).toEqual(want);
  });
});
