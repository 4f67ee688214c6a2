import { describe, expect, it } from '@jest/globals';
import { done, reports, scriptedStage } from './scripted-pipeline.ts';
import { applyPipeline, ended, jobsOf, stageOf, startRun, verdictOf } from './world.ts';

describe('a stage that fails', () => {
  it('is retried with backoff when it crashed, and its attempts are visible', async () => {
    await applyPipeline('e2e-crash-twice', {
      stages: [
        scriptedStage('flaky', 'process.exit(process.env.PIPELINE_ATTEMPT < 3 ? 1 : 0)', {
          retry: { limit: 3, backoffSeconds: 1, factor: 2, maxBackoffSeconds: 10 },
        }),
        scriptedStage('after', done),
      ],
    });
    await startRun('e2e-crash-twice', { pipelineRef: { name: 'e2e-crash-twice' } });

    const run = await ended('e2e-crash-twice');

    expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
    const attempts = stageOf(run, 'flaky').attempts ?? [];
    expect(attempts.map(({ number, state, exitCode }) => [number, state, exitCode])).toEqual([
      [1, 'Failed', 1],
      [2, 'Failed', 1],
      [3, 'Succeeded', undefined],
    ]);
    const pause = (earlier: number): number =>
      Date.parse(attempts[earlier]?.startedAt ?? '') -
      Date.parse(attempts[earlier - 1]?.finishedAt ?? '');
    expect(pause(1)).toBeGreaterThanOrEqual(1000);
    expect(pause(2)).toBeGreaterThanOrEqual(2000);
    expect(await jobsOf('e2e-crash-twice')).toHaveLength(4);
  });

  it('gets more memory after it ran out of it', async () => {
    // Node itself needs about 50 MiB, the script 200 MiB more.
    const hungry = 'const held = Buffer.alloc(200 * 2 ** 20, 1); process.exit(held[7] - 1)';
    await applyPipeline('e2e-hungry', {
      stages: [
        scriptedStage('hungry', hungry, {
          resources: { limits: { cpu: '500m', memory: '128Mi' } },
          retry: {
            limit: 2,
            backoffSeconds: 0,
            outOfMemory: { increasePercent: 300, maximum: '512Mi' },
          },
        }),
      ],
    });
    await startRun('e2e-hungry', { pipelineRef: { name: 'e2e-hungry' } });

    const run = await ended('e2e-hungry');

    expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
    expect(stageOf(run, 'hungry').attempts).toMatchObject([
      { number: 1, state: 'Failed', reason: 'OutOfMemory', failureClass: 'OutOfMemory' },
      { number: 2, state: 'Succeeded', memory: '512Mi' },
    ]);
  });

  it('halts the run when its retries are used up, and no later stage gets a Job', async () => {
    await applyPipeline('e2e-crash-always', {
      stages: [
        scriptedStage('broken', "console.error('cannot open the box'); process.exit(3)", {
          retry: { limit: 1, backoffSeconds: 0 },
        }),
        scriptedStage('after', done),
      ],
    });
    await startRun('e2e-crash-always', { pipelineRef: { name: 'e2e-crash-always' } });

    const run = await ended('e2e-crash-always');

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'StageFailed' });
    expect(stageOf(run, 'broken').attempts).toHaveLength(2);
    expect(stageOf(run, 'broken').message).toContain('cannot open the box');
    expect(stageOf(run, 'after').state).toBe('Skipped');
    const stages = (await jobsOf('e2e-crash-always')).map(
      ({ metadata }) => metadata.labels['pipelines.gho-platform.dev/stage'],
    );
    expect(stages).toEqual(['broken', 'broken']);
  });

  it('is never retried when its configuration is wrong', async () => {
    await applyPipeline('e2e-wrong-configuration', {
      stages: [
        scriptedStage(
          'refuses',
          reports(
            {
              reason: 'InvalidConfiguration',
              message: 'RAW_BUCKET is not set; give a bucket name',
            },
            78,
          ),
          { retry: { limit: 5, backoffSeconds: 0 } },
        ),
      ],
    });
    await startRun('e2e-wrong-configuration', { pipelineRef: { name: 'e2e-wrong-configuration' } });

    const run = await ended('e2e-wrong-configuration');

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'InvalidConfiguration' });
    expect(stageOf(run, 'refuses').attempts).toHaveLength(1);
    expect(stageOf(run, 'refuses').message).toContain('RAW_BUCKET is not set');
  });

  it('passes outputs on and merges what its shards report', async () => {
    await applyPipeline('e2e-shards', {
      stages: [
        scriptedStage(
          'fan',
          `const shard = Number(process.env.JOB_COMPLETION_INDEX);
           require('node:fs').writeFileSync('/dev/termination-log', JSON.stringify({
             outputs: { day: '2026-06-01', part: 'p' + shard },
             rows: { read: 10 + shard, written: 10 } }))`,
          { shards: 3, parallelism: 2 },
        ),
        scriptedStage('check', "process.exit(process.env.DAY === '2026-06-01' ? 0 : 78)", {
          env: [{ name: 'DAY', value: '$(stages.fan.outputs.day)' }],
        }),
      ],
    });
    await startRun('e2e-shards', { pipelineRef: { name: 'e2e-shards' } });

    const run = await ended('e2e-shards');

    expect(verdictOf(run).status).toBe('True');
    const fan = stageOf(run, 'fan');
    expect(fan.rows).toMatchObject({ read: 33, written: 30 });
    expect(fan.shards).toEqual({ total: 3, succeeded: 3 });
    expect(fan.outputs).toContainEqual({ name: 'part', value: '["p0","p1","p2"]' });
  });
});
