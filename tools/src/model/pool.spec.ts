import { describe, expect, it } from '@jest/globals';
import { batchesOf } from './batches.ts';
import type { Played } from './play.ts';
import { playAll } from './pool.ts';

const module = new URL('./__fixtures__/toy-models.ts', import.meta.url).href;

/** Plays batches with two workers, to the end or to the first failure. */
async function played(batch: { seed: number; histories: number }): Promise<readonly Played[]> {
  const all: Played[] = [];
  await playAll(batchesOf(batch), { module, workers: 2 }, (one) => {
    all.push(one);
    return one.kind === 'Passed';
  });
  return all;
}

describe('playAll', () => {
  it('plays every batch, whichever worker takes it', async () => {
    const few = await played({ seed: 1, histories: 40 });
    const tally = { histories: 40, words: new Map() };
    expect(few).toEqual([{ kind: 'Passed', tallies: new Map([['toy', tally]]) }]);
  });

  it('ends soon after a failure, which says how to repeat it', async () => {
    const many = await played({ seed: 1, histories: 1_000_000 });
    expect(many.length).toBeLessThan(1_000);
    const found = many.find(({ kind }) => kind === 'Failed');
    expect(found).toMatchObject({
      failure: { model: 'toy', message: 'counted too far', history: 100 },
    });
    const batch = found?.kind === 'Failed' ? found.failure.batch : { seed: 0, histories: 1 };
    expect(await played(batch)).toEqual([found]);
  });

  it('tells of a module that cannot be loaded', async () => {
    const broken = { module: new URL('./no-models.ts', import.meta.url).href, workers: 1 };
    const end = playAll(batchesOf({ seed: 1, histories: 1 }), broken, () => true);
    await expect(end).rejects.toThrow('no-models.ts');
  });
});
