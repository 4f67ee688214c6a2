import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '../operator/world.ts';
import { crashAt, distinctPoints, everyPoint, pairsOf } from './crash-points.ts';
import { fourStages, oneStage } from './scenario.ts';
import type { Outcome } from './trial.ts';
import { expectSame, startTrials, Trial } from './trial.ts';

/** A run of four stages makes at least this many writes, and some more where a pod ends late. */
const writesOfFour = 17;
const writesOfOne = 5;
/** Every write is one of these, from freezing the Pipeline to the last finalizer. */
const writePattern = /\/(controllerrevisions|pipelineruns\/[^/]+\/status|jobs)(\/|$)/;

describe('crashes at every write of a run of four stages', () => {
  let world: World;
  let four: Outcome;
  let one: Outcome;

  beforeAll(async () => {
    world = await startTrials('flt-crash');
    [four, one] = await Promise.all([
      Trial.run(world, { spec: fourStages }),
      Trial.run(world, { spec: oneStage }),
    ]);
  });

  afterAll(async () => {
    await world.stop();
  });

  it('makes known writes when nothing goes wrong', () => {
    expect([...four.violations, ...one.violations]).toEqual([]);
    expect(four.history.jobsCreated).toEqual([
      ...['run-ingest-1', 'run-transform-1', 'run-transform-2', 'run-dbt-1', 'run-train-1'],
    ]);
    const writes = [...four.writes, ...one.writes].map(({ method, path }) => `${method} ${path}`);
    expect(writes.filter((write) => !writePattern.test(write))).toEqual([]);
    expect(four.writes.length).toBeGreaterThanOrEqual(writesOfFour);
    expect(four.writes.length).toBeLessThanOrEqual(writesOfFour + 5);
    expect(one.writes.length).toBeGreaterThanOrEqual(writesOfOne);
    expect(one.writes.length).toBeLessThanOrEqual(writesOfOne + 1);
  });

  it.concurrent.each(everyPoint(writesOfFour))(
    'ends as ever after SIGKILL right $when write $write',
    async (point) => {
      const outcome = await Trial.run(world, { spec: fourStages, arrange: crashAt(point) });
      expectSame(outcome, four);
      expect(outcome.crashes).toBe(1);
    },
  );

  const pairs = pairsOf(distinctPoints(writesOfOne)).map(([first, second]) => ({ first, second }));
  it.concurrent.each(pairs)(
    'ends as ever after SIGKILL right $first.when write $first.write and right $second.when write $second.write',
    async ({ first, second }) => {
      const arrange = crashAt(first, second);
      const outcome = await Trial.run(world, { spec: oneStage, arrange });
      expectSame(outcome, one);
      expect(outcome.crashes).toBe(2);
    },
  );
});
