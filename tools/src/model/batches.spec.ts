import { describe, expect, it } from '@jest/globals';
import { batchesOf } from './batches.ts';

describe('batchesOf', () => {
  it('splits histories, the rest into the last batch', () => {
    expect([...batchesOf({ seed: 7, histories: 2_300 })]).toEqual([
      { seed: 7, histories: 1_000 },
      { seed: 8, histories: 1_000 },
      { seed: 9, histories: 300 },
    ]);
  });

  it('repeats one batch by its seed alone, also where seeds begin anew', () => {
    const [, last] = batchesOf({ seed: 2 ** 31 - 1, histories: 2_000 });
    expect(last).toEqual({ seed: 0, histories: 1_000 });
    expect([...batchesOf({ seed: 0, histories: 1_000 })]).toEqual([last]);
  });
});
