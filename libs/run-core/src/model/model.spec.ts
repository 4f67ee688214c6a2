import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runHistory } from './history.ts';
import type { Command, History } from './history.ts';

/**
 * Histories for each row; MODEL_RUNS asks for more, MODEL_SEED repeats a run. MODEL_SHRINK=no does
 * not look for the shortest history that fails.
 */
const runs = Number(process.env.MODEL_RUNS ?? 2_000);
const seed = Number(process.env.MODEL_SEED ?? Math.trunc(Math.random() * 2 ** 31));

const pick = fc.nat({ max: 3 });
const lag = fc.record({ run: fc.nat({ max: 6 }), jobs: fc.nat({ max: 6 }) });
/** Few Jobs have a container of somebody else. */
const heldUp = fc.nat({ max: 7 }).map((chance) => chance === 0);
const reason = fc.constantFrom(
  'DataRejected' as const,
  'ConfigurationInvalid' as const,
  'StageCrashed' as const,
  'OutOfMemory' as const,
  'AttemptTimedOut' as const,
  'InfrastructureLost' as const,
);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      kind: fc.constant('Step' as const),
      pick,
      lag,
      times: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('Succeed' as const), pick, heldUp }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('Fail' as const),
      pick,
      reason,
      othersRun: fc.boolean(),
      heldUp,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('Disrupt' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('EndPods' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('DeleteByHand' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('Vanish' as const), pick }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('Crash' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('Clock' as const),
      seconds: fc.integer({ min: -5, max: 400 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('Suspend' as const), suspend: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('Cancel' as const),
      cancel: fc.constantFrom('Graceful' as const, 'Immediate' as const),
    }),
  },
);

function historyOf(controllers: 1 | 2): fc.Arbitrary<History> {
  return fc.record({
    stages: fc.integer({ min: 1, max: 4 }),
    finallyStages: fc.nat({ max: 2 }),
    retryLimit: fc.integer({ min: 0, max: 2 }),
    timeoutSeconds: fc.option(fc.integer({ min: 60, max: 2_000 }), { nil: undefined, freq: 4 }),
    controllers: fc.constant(controllers),
    commands: fc.array(command, { minLength: 10, maxLength: 90 }),
  });
}

describe('model of the control loop', () => {
  for (const controllers of [1, 2] as const) {
    it(`holds its invariants in ${runs} histories of ${controllers} controller(s), seed ${seed}`, () => {
      const ends = new Map<string, number>();
      fc.assert(
        fc.property(historyOf(controllers), (history) => {
          const { ended } = runHistory(history);
          ends.set(ended, (ends.get(ended) ?? 0) + 1);
        }),
        { numRuns: runs, seed, endOnFailure: process.env.MODEL_SHRINK === 'no' },
      );
      // A model that never gets far proves nothing.
      for (const want of ['Succeeded', 'StageFailed', 'Cancelled', 'RunTimedOut']) {
        expect(ends.get(want) ?? 0).toBeGreaterThan(runs / 100);
      }
    });
  }
});
