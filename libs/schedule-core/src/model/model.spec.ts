import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { models } from './models.ts';

/**
 * A few histories, always the same ones: this result is cached by the hash of the sources. Fresh ones
 * are played by the target `model`. MODEL_RUNS and MODEL_SEED ask for others; MODEL_SHRINK=no does not
 * look for the shortest history that fails.
 */
const runs = Number(process.env.MODEL_RUNS ?? 300);
const seed = Number(process.env.MODEL_SEED ?? 20_260_601);

describe.each(models)('model of a $name', ({ histories, play, expected }) => {
  it(`holds its invariants in ${runs} histories, seed ${seed}`, () => {
    const words = new Set<string>();
    fc.assert(
      fc.property(histories, (history) => {
        for (const word of play(history)) words.add(word);
      }),
      { numRuns: runs, seed, endOnFailure: process.env.MODEL_SHRINK === 'no' },
    );
    // A model that never gets far proves nothing.
    expect([...words]).toEqual(expect.arrayContaining([...expected]));
  });
});
