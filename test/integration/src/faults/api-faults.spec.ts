import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../operator/world.ts';
import { apiFaults } from './api-faults.ts';
import { seed, seeded } from './random.ts';
import { fourStages } from './scenario.ts';
import type { Outcome } from './trial.ts';
import { expectSame, startTrials, Trial } from './trial.ts';

jest.setTimeout(180_000);

describe(`an API server with faults, seed ${seed}`, () => {
  let world: World;
  let reference: Outcome;

  beforeAll(async () => {
    world = await startTrials('flt-api');
    reference = await Trial.run(world, { spec: fourStages });
  });

  afterAll(async () => {
    await world.stop();
  });

  it.concurrent.each(Object.entries(apiFaults))(
    'ends as ever although %s',
    async (_name, fault) => {
      const outcome = await Trial.run(world, {
        spec: fourStages,
        arrange: (stage) => fault(stage, seeded(seed)),
      });
      expectSame(outcome, reference);
      expect(outcome.logs.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual(
        [],
      );
    },
  );

  it('ends as ever although the API server restarts twice', async () => {
    const trials = [1, 2, 3].map(() => Trial.run(world, { spec: fourStages }));
    for (const waitMs of [2_000, 500]) {
      await delay(waitMs);
      await world.plane.stopComponent('apiserver');
      await world.plane.startComponent('apiserver');
    }
    for (const outcome of await Promise.all(trials)) expectSame(outcome, reference);
  });
});
