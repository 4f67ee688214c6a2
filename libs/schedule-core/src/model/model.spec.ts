import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runHistory } from './history.ts';
import type { Command, History } from './history.ts';
import { totalsOf } from './invariants.ts';

/** Histories for each row; MODEL_RUNS asks for more, MODEL_SEED repeats a run. */
const runs = Number(process.env.MODEL_RUNS ?? 1_500);
const seed = Number(process.env.MODEL_SEED ?? Math.trunc(Math.random() * 2 ** 31));

const pick = fc.nat({ max: 3 });
const lag = fc.record({ schedule: fc.nat({ max: 6 }), runs: fc.nat({ max: 6 }) });
const times = fc.integer({ min: 1, max: 6 });
const state = fc.constantFrom('Succeeded' as const, 'Failed' as const, 'Cancelled' as const);

function kind<T extends string>(name: T): fc.Arbitrary<T> {
  return fc.constant(name);
}

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ kind: kind('Step'), pick, lag, times }) },
  { weight: 6, arbitrary: fc.record({ kind: kind('End'), pick, state }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('Crash'), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('DeleteByHand'), pick }) },
  { weight: 6, arbitrary: fc.record({ kind: kind('Clock'), seconds: fc.constant(1800) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('Clock'),
      seconds: fc.integer({ min: -10_000, max: 200_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('Suspend'), suspend: fc.boolean() }) },
);

const spec = fc.record(
  {
    concurrencyPolicy: fc.constantFrom(
      'Allow' as const,
      'Forbid' as const,
      'Replace' as const,
      'Replace' as const,
    ),
    missedRunPolicy: fc.constantFrom('Skip' as const, 'Latest' as const, 'All' as const),
    maxCatchUp: fc.integer({ min: 1, max: 20 }),
    startingDeadlineSeconds: fc.integer({ min: 10, max: 20_000 }),
    spreadSeconds: fc.constantFrom(0, 300),
    stopAfterFailures: fc.integer({ min: 1, max: 3 }),
    successfulRunsHistoryLimit: fc.nat({ max: 3 }),
    failedRunsHistoryLimit: fc.nat({ max: 3 }),
    backfill: fc.record({
      from: fc.constant('2026-01-02'),
      to: fc.constant('2026-01-02'),
      parallelism: fc.integer({ min: 1, max: 10 }),
    }),
  },
  { requiredKeys: [] },
);

/** Most schedules have no end. */
const mostly = fc.tuple(spec, fc.nat({ max: 3 })).map(([given, chance]) => {
  const { backfill, ...rest } = given;
  return chance === 0 && backfill !== undefined ? given : rest;
});

function historyOf(controllers: 1 | 2): fc.Arbitrary<History> {
  return fc.record({
    spec: mostly,
    controllers: fc.constant(controllers),
    commands: fc.array(command, { minLength: 10, maxLength: 80 }),
  });
}

describe('model of a schedule', () => {
  for (const controllers of [1, 2] as const) {
    it(`holds its invariants in ${runs} histories of ${controllers} controller(s), seed ${seed}`, () => {
      const totals = new Map<string, number>();
      fc.assert(
        fc.property(historyOf(controllers), (history) => {
          const { status } = runHistory(history);
          for (const [verdict, count] of totalsOf(status)) {
            totals.set(verdict, (totals.get(verdict) ?? 0) + count);
          }
        }),
        { numRuns: runs, seed, endOnFailure: process.env.MODEL_SHRINK === 'no' },
      );
      // A model that never gets far proves nothing.
      for (const verdict of [
        'ran',
        'caughtUp',
        'skippedForbid',
        'replaced',
        'missed',
        'suspended',
      ]) {
        expect(totals.get(verdict) ?? 0).toBeGreaterThan(runs / 100);
      }
    });
  }
});
