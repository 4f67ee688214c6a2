import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { World } from '../operator/world.ts';
import { crashAt, distinctPoints, everyPoint, pairsOf } from './crash-points.ts';
import { fourStages, oneStage } from './scenario.ts';
import type { Outcome } from './trial.ts';
import { expectSame, startTrials, Trial } from './trial.ts';

const four = {
  stages: 4,
  spec: fourStages,
  pairs: pairsOf(distinctPoints(17)),
};
const one = {
  stages: 1,
  spec: oneStage,
  pairs: pairsOf(everyPoint(5)),
};

describe.each([four, one])('two crashes in a run of $stages stages', ({ spec, pairs, stages }) => {
  let world: World;
  let reference: Outcome;

  beforeAll(async () => {
    world = await startTrials(`flt-pair-${stages}`);
    reference = await Trial.run(world, { spec });
  });

  afterAll(async () => {
    await world.stop();
  });

  it.concurrent.each(pairs.map(([first, second]) => ({ first, second })))(
    'end as ever, right $first.when write $first.write and right $second.when write $second.write',
    async ({ first, second }) => {
      const outcome = await Trial.run(world, { spec, arrange: crashAt(first, second) });
      expectSame(outcome, reference);
      expect(outcome.crashes).toBe(2);
    },
  );
});
