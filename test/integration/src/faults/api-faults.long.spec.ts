import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '../operator/world.ts';
import { apiFaults } from './api-faults.ts';
import { seed, seeded } from './random.ts';
import { fourStages } from './scenario.ts';
import type { Outcome } from './trial.ts';
import { expectSame, startTrials, Trial } from './trial.ts';

/** How often each fault is played, with a seed of its own each time. */
const times = 8;

const cases = Object.entries(apiFaults).flatMap(([name, fault]) =>
  Array.from({ length: times }, (_, number) => ({ name, fault, seed: seed + number })),
);

describe('an API server with faults, many times', () => {
  let world: World;
  let reference: Outcome;

  beforeAll(async () => {
    world = await startTrials('flt-long');
    reference = await Trial.run(world, { spec: fourStages });
  });

  afterAll(async () => {
    await world.stop();
  });

  it.concurrent.each(cases)(
    'ends as ever although $name, seed $seed',
    async ({ fault, seed: own }) => {
      const outcome = await Trial.run(world, {
        spec: fourStages,
        arrange: (stage) => fault(stage, seeded(own)),
      });
      expectSame(outcome, reference);
      expect(outcome.logs.filter(({ level }) => level === 'fatal')).toEqual([]);
    },
  );
});
