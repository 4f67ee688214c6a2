import { describe, expect, it } from '@jest/globals';
import { forgetImage, nameImage } from './local-node.ts';
import { done, scriptedStage, sleeps } from './scripted-pipeline.ts';
import { startSecondOperator } from './second-operator.ts';
import {
  applyPipeline,
  ended,
  eventually,
  getRun,
  inStage,
  jobsOf,
  kubectl,
  manifest,
  stageOf,
  startRun,
  verdictOf,
} from './world.ts';
import type { PipelineSpec } from './world.ts';

type Stage = PipelineSpec['stages'][number];

/** A run of a Pipeline of its own, both under the same name. */
async function start(name: string, ...stages: readonly Stage[]): Promise<void> {
  await applyPipeline(name, { stages: [...stages] });
  await startRun(name, { pipelineRef: { name } });
}

/** The message of a wait, once the run waits for this reason. */
async function waitsFor(name: string, reason: string): Promise<string> {
  return eventually(`run ${name} to wait for ${reason}`, async () => {
    const waiting = (await getRun(name)).status?.waiting;
    return waiting?.reason === reason ? waiting.message : undefined;
  });
}

async function succeedsWithOneAttempt(name: string, stage: string): Promise<void> {
  const run = await ended(name);
  expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
  expect(stageOf(run, stage).attempts).toHaveLength(1);
}

// Each waits for the kubelet most of the time, so they wait together.
describe('what befalls a run on a node', () => {
  it.concurrent('a pod that somebody deletes is replaced, free of charge', async () => {
    const name = 'e2e-pod-deleted';
    await start(name, scriptedStage('steady', sleeps(4), { retry: { limit: 0 } }));
    await kubectl.text('delete', 'pod', await inStage(name, 'steady'));

    const run = await ended(name);

    expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
    expect(stageOf(run, 'steady')).toMatchObject({
      interruptions: 1,
      attempts: [{ state: 'Interrupted', reason: 'InfrastructureLost' }, { state: 'Succeeded' }],
    });
  });

  it.concurrent(
    'a Job that somebody deletes is replaced, and its pod is stopped first',
    async () => {
      const name = 'e2e-job-deleted';
      await start(name, scriptedStage('steady', sleeps(4), { retry: { limit: 0 } }));
      const pod = await inStage(name, 'steady');
      await kubectl.text('delete', 'job', `${name}-steady-1`, '--wait=false');

      const run = await ended(name);

      expect(verdictOf(run)).toEqual({ status: 'True', reason: 'Succeeded' });
      expect(stageOf(run, 'steady').attempts).toMatchObject([
        { state: 'Interrupted', reason: 'JobDeleted' },
        { state: 'Succeeded' },
      ]);
      expect((await kubectl.attempt('get', 'pod', pod)).exitCode).not.toBe(0);
      expect((await jobsOf(name)).map(({ metadata }) => metadata.name)).toEqual([
        `${name}-steady-2`,
      ]);
    },
  );

  it.concurrent('a Secret that is missing is waited for', async () => {
    const name = 'e2e-late-secret';
    await kubectl.text('delete', 'secret', 'comes-late', '--ignore-not-found');
    const reads = "process.exit(process.env.word === 'open' ? 0 : 78)";
    const envFrom = [{ secretRef: { name: 'comes-late' } }];
    await start(name, scriptedStage('needs', reads, { envFrom }));
    expect(await waitsFor(name, 'ContainerConfig')).toContain('comes-late');
    await kubectl.text('create', 'secret', 'generic', 'comes-late', '--from-literal=word=open');
    await succeedsWithOneAttempt(name, 'needs');
  });

  it.concurrent('an image that is missing is waited for', async () => {
    const name = 'e2e-late-image';
    const image = 'gho-platform/comes-late:1';
    await forgetImage(image);
    await start(name, { ...scriptedStage('waits', done), image });
    await waitsFor(name, 'ImagePull');
    await nameImage('gho-platform/ingest:0.1.0', image);
    await succeedsWithOneAttempt(name, 'waits');
  });

  it.concurrent(
    'a namespace that is deleted goes, with its operator and what that runs',
    async () => {
      const name = 'gho-e2e-ending';
      const there = await startSecondOperator(name);
      const stage = scriptedStage('works', sleeps(600), { serviceAccountName: 'default' });
      await there.apply(JSON.stringify(manifest('Pipeline', name, { stages: [stage] })));
      await there.apply(JSON.stringify(manifest('PipelineRun', name, { pipelineRef: { name } })));
      await there.text('wait', '--for=create', `job/${name}-works-1`, '--timeout=60s');
      const pods = ['pods', '-l', 'pipelines.gho-platform.dev/stage=works'];
      await there.text('wait', '--for=condition=Ready', ...pods, '--timeout=60s');
      await there.text('delete', 'namespace', name, '--timeout=60s');
      expect((await there.attempt('get', 'namespace', name)).output).toContain('NotFound');
    },
  );
});
