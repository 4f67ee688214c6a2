import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../operator/eventually.ts';
import type { World } from '../operator/world.ts';
import { apiFaults } from './api-faults.ts';
import { seed, seeded } from './random.ts';
import { fourStages } from './scenario.ts';
import type { Arrange, Outcome } from './trial.ts';
import { expectSame, startTrials, Trial } from './trial.ts';

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
    const namespaces: string[] = [];
    const arrange: Arrange = ({ namespace }) => {
      namespaces.push(namespace);
      return () => Promise.resolve();
    };
    const trials = [1, 2, 3].map(() => Trial.run(world, { spec: fourStages, arrange }));
    await eventually(async () => {
      const under = await Promise.all(namespaces.map((name) => world.run(name, 'run')));
      const begun = under.filter((run) => run?.status?.currentStage !== undefined);
      expect(begun).toHaveLength(trials.length);
    });
    for (let restart = 0; restart < 2; restart++) {
      await world.plane.stopComponent('apiserver');
      await world.plane.startComponent('apiserver');
      await delay(500);
    }
    for (const outcome of await Promise.all(trials)) expectSame(outcome, reference);
  });
});
