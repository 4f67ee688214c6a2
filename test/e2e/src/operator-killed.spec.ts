import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JobRecorder } from './job-recorder.ts';
import { freshOperator, killOperator, operatorRestarts } from './operator-process.ts';
import { scriptedStage, sleeps } from './scripted-pipeline.ts';
import { applyPipeline, ended, inStage, startRun, verdictOf } from './world.ts';

const stages = ['ingest', 'transform', 'dbt', 'train'];

describe('an operator killed by SIGKILL', () => {
  let recorder: JobRecorder;

  beforeAll(async () => {
    recorder = new JobRecorder();
    await applyPipeline('e2e-killed', {
      stages: stages.map((name) => scriptedStage(name, sleeps(3))),
    });
  });

  afterAll(() => {
    recorder.stop();
  });

  beforeEach(freshOperator);

  it.each(stages)(
    'in stage %s changes nothing: the run ends well with one Job for each stage',
    async (stage) => {
      const name = `e2e-killed-in-${stage}`;
      const restarts = await operatorRestarts();
      await startRun(name, { pipelineRef: { name: 'e2e-killed' } });
      await inStage(name, stage);
      await killOperator();

      const run = await ended(name);

      expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
      expect(await operatorRestarts()).toBe(restarts + 1);
      expect(recorder.created(run.metadata.uid ?? name)).toEqual(
        Object.fromEntries(stages.map((each) => [`${name}-${each}-1`, 1])),
      );
    },
  );
});
