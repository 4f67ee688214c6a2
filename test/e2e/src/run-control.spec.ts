import { beforeAll, describe, expect, it } from '@jest/globals';
import { done, scriptedStage, sleeps } from './scripted-pipeline.ts';
import {
  activePodsOf,
  applyPipeline,
  ended,
  eventually,
  getRun,
  imagePrefix,
  inStage,
  jobsOf,
  kubectl,
  patchRun,
  stageOf,
  startRun,
  verdictOf,
} from './world.ts';

describe('controlling a run', () => {
  beforeAll(async () => {
    await applyPipeline('e2e-slow', {
      stages: [scriptedStage('slow', sleeps(600)), scriptedStage('after', done)],
    });
    await applyPipeline('e2e-steady', {
      stages: [scriptedStage('steady', sleeps(4)), scriptedStage('after', done)],
    });
  });

  it('does not count an evicted pod as an attempt', async () => {
    await startRun('e2e-evicted', { pipelineRef: { name: 'e2e-steady' } });
    const pod = await inStage('e2e-evicted', 'steady');
    await evict(pod);

    const run = await ended('e2e-evicted');

    expect(verdictOf(run).status).toBe('True');
    expect(stageOf(run, 'steady').attempts?.map(({ number, state }) => [number, state])).toEqual([
      [1, 'Succeeded'],
    ]);
    expect(stageOf(run, 'steady').interruptions).toBe(1);
    expect(await jobsOf('e2e-evicted')).toHaveLength(2);
  });

  it('ends a stage that runs longer than its timeout', async () => {
    await applyPipeline('e2e-stage-timeout', {
      stages: [
        scriptedStage('slow', sleeps(600), { timeoutSeconds: 3, retry: { limit: 3 } }),
        scriptedStage('after', done),
      ],
    });
    await startRun('e2e-stage-timeout', { pipelineRef: { name: 'e2e-stage-timeout' } });

    const run = await ended('e2e-stage-timeout');

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'StageTimedOut' });
    expect(stageOf(run, 'slow').state).toBe('TimedOut');
    expect(stageOf(run, 'slow').attempts).toHaveLength(1);
    expect(await activePodsOf('e2e-stage-timeout')).toEqual([]);
  });

  it('ends a run that takes longer than its timeout', async () => {
    await startRun('e2e-run-timeout', { pipelineRef: { name: 'e2e-slow' }, timeoutSeconds: 4 });

    const run = await ended('e2e-run-timeout');

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'RunTimedOut' });
    expect(stageOf(run, 'after').state).toBe('Skipped');
    expect(await activePodsOf('e2e-run-timeout')).toEqual([]);
  });

  it('cancels: the pod gets SIGTERM, and the run has ended only when no pod is left', async () => {
    await startRun('e2e-cancelled', { pipelineRef: { name: 'e2e-slow' } });
    await inStage('e2e-cancelled', 'slow');
    await patchRun('e2e-cancelled', { cancel: 'Graceful' });

    const run = await ended('e2e-cancelled');

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'Cancelled' });
    expect(stageOf(run, 'slow').state).toBe('Cancelled');
    expect(await activePodsOf('e2e-cancelled')).toEqual([]);
  });

  it('runs what runs finally after a failure, with what failed, and after a cancel', async () => {
    const told =
      "const { PIPELINE_OUTCOME, PIPELINE_FAILED_STAGE } = process.env; require('node:fs')" +
      ".writeFileSync('/dev/termination-log', JSON.stringify({ outputs: { outcome: PIPELINE_OUTCOME, stage: PIPELINE_FAILED_STAGE } }))";
    await applyPipeline('e2e-finally', {
      stages: [
        scriptedStage('slow', sleeps(600)),
        scriptedStage('after', done),
        scriptedStage('report', told, { when: 'Finally' }),
      ],
    });
    await startRun('e2e-finally', { pipelineRef: { name: 'e2e-finally' } });
    await inStage('e2e-finally', 'slow');
    await patchRun('e2e-finally', { cancel: 'Graceful' });

    const run = await ended('e2e-finally');

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'Cancelled' });
    expect(stageOf(run, 'after').state).toBe('Skipped');
    expect(stageOf(run, 'report')).toMatchObject({
      state: 'Succeeded',
      outputs: [
        { name: 'outcome', value: 'Cancelled' },
        { name: 'stage', value: 'slow' },
      ],
    });
  });

  it('cancels at once: pods that would take ten minutes are gone in seconds', async () => {
    const stubborn = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)";
    await applyPipeline('e2e-stubborn', {
      stages: [
        scriptedStage('stubborn', stubborn, { terminationGracePeriodSeconds: 600 }),
        scriptedStage('report', done, { when: 'Finally' }),
      ],
    });
    await startRun('e2e-stubborn', { pipelineRef: { name: 'e2e-stubborn' } });
    await inStage('e2e-stubborn', 'stubborn');
    await patchRun('e2e-stubborn', { cancel: 'Immediate' });

    const run = await ended('e2e-stubborn');

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'Cancelled' });
    expect(stageOf(run, 'report').state).toBe('Skipped');
    expect(await activePodsOf('e2e-stubborn')).toEqual([]);
  });

  it('suspends without a pod left, says so, and goes on when resumed', async () => {
    await startRun('e2e-suspended', { pipelineRef: { name: 'e2e-steady' } });
    await inStage('e2e-suspended', 'steady');
    await patchRun('e2e-suspended', { suspend: true });
    await eventually('no active pod', async () =>
      (await activePodsOf('e2e-suspended')).length === 0 ? true : undefined,
    );
    const suspended = await eventually('the wait in the status', async () => {
      const run = await getRun('e2e-suspended');
      return run.status?.waiting?.reason === 'Suspended' ? run : undefined;
    });
    expect(verdictOf(suspended)).toEqual({ status: 'Unknown', reason: 'Suspended' });
    await patchRun('e2e-suspended', { suspend: false });

    const run = await ended('e2e-suspended');

    expect(verdictOf(run).status).toBe('True');
    expect(stageOf(run, 'steady').attempts?.map(({ state }) => state)).toEqual([
      'Interrupted',
      'Succeeded',
    ]);
  });

  it('says what a run that cannot start is waiting for', async () => {
    await applyPipeline('e2e-no-secret', {
      stages: [scriptedStage('needs', done, { envFrom: [{ secretRef: { name: 'not-there' } }] })],
    });
    await startRun('e2e-no-secret', { pipelineRef: { name: 'e2e-no-secret' } });

    const run = await eventually('the wait for the Secret', async () => {
      const seen = await getRun('e2e-no-secret');
      return seen.status?.waiting?.reason === 'ContainerConfig' ? seen : undefined;
    });

    expect(run.status?.waiting?.message).toContain('not-there');
    await patchRun('e2e-no-secret', { cancel: 'Graceful' });
    expect(verdictOf(await ended('e2e-no-secret'))).toEqual({
      status: 'False',
      reason: 'Cancelled',
    });
  });

  it('ends a run that waits longer than it may, and says what for', async () => {
    const pull = { imagePullPolicy: 'IfNotPresent', pendingTimeoutSeconds: 3 } as const;
    await applyPipeline('e2e-no-image', {
      stages: [{ ...scriptedStage('waits', done, pull), image: `${imagePrefix}gho-platform/no:1` }],
    });
    await startRun('e2e-no-image', { pipelineRef: { name: 'e2e-no-image' } });

    const run = await ended('e2e-no-image');

    expect(verdictOf(run)).toEqual({ status: 'False', reason: 'PendingTimedOut' });
    expect(stageOf(run, 'waits').message).toContain('gho-platform/no:1');
    expect(await activePodsOf('e2e-no-image')).toEqual([]);
  });
});

/** The Eviction API is what a drained node uses; it marks the pod as disrupted and deletes it. */
async function evict(pod: string): Promise<void> {
  const path = `/api/v1/namespaces/${kubectl.namespace}/pods/${pod}/eviction`;
  const eviction = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: pod, namespace: kubectl.namespace },
  };
  await kubectl.post(path, JSON.stringify(eviction));
}
