import { jobFinalizer } from '@gho-platform/api';
import { jobs } from '@gho-platform/kube';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';
import type { OperatorProcess } from './operator-process.ts';
import { conditionOf, ingestResult, pipelines, runs, statesOf, twoStages, World } from './world.ts';

describe('an operator on a real control plane', () => {
  let world: World;
  let namespace: string;
  let operator: OperatorProcess;

  beforeAll(async () => {
    world = await World.start('op-stories');
    namespace = await world.namespace();
    operator = await world.operator(namespace);
  });

  afterAll(async () => {
    await world.stop();
  });

  beforeEach(() => {
    world.kubelet.script = ({ stage }) =>
      stage === 'ingest' ? { exitCode: 0, result: ingestResult } : { exitCode: 0 };
  });

  it('runs the stages in order and hands outputs over', async () => {
    await world.createRun(namespace, 'good');
    const run = await world.ended(namespace, 'good');
    expect(conditionOf(run)).toMatchObject({ status: 'True', reason: 'Succeeded' });
    expect(statesOf(run)).toEqual(['ingest=Succeeded', 'transform=Succeeded']);
    expect(run.status?.progress).toBe('2/2');
    expect(world.createdFor(namespace, 'good')).toEqual(['good-ingest-1', 'good-transform-1']);
    const job = await world.api.get(jobs, { namespace, name: 'good-transform-1' });
    expect(JSON.stringify(job)).toContain('{"name":"DATE","value":"2026-06-01"}');
  });

  it('hands over when the container has ended, without waiting for the Job to say so', async () => {
    world.kubelet.script = ({ stage }) =>
      stage === 'ingest'
        ? { exitCode: 0, result: ingestResult, sidecar: true }
        : { exitCode: 0, hold: true };
    await world.createRun(namespace, 'quick');
    await eventually(() => {
      expect(world.createdFor(namespace, 'quick')).toEqual(['quick-ingest-1', 'quick-transform-1']);
      return Promise.resolve();
    });
    const job = await world.api.get(jobs, { namespace, name: 'quick-ingest-1' });
    expect(job).toMatchObject({ status: { active: 1 } });
    expect(job).not.toHaveProperty('status.conditions');
    await world.kubelet.release('quick', 'transform');
    expect(conditionOf(await world.ended(namespace, 'quick')).status).toBe('True');
  });

  it('takes its hold off the Jobs of a run that has ended', async () => {
    await world.createRun(namespace, 'released');
    await world.ended(namespace, 'released');
    await eventually(async () => {
      const finalizers = (await world.jobsOf(namespace, 'released')).map(
        ({ metadata }) => metadata?.finalizers ?? [],
      );
      expect(finalizers).toHaveLength(2);
      expect(finalizers.flat()).not.toContain(jobFinalizer);
    });
  });

  it('halts at the first stage that fails, without starting the next', async () => {
    world.kubelet.script = () => ({
      exitCode: 65,
      result: { reason: 'DataQualityFailed', message: '2 of 9 checks failed' },
    });
    await world.createRun(namespace, 'halts');
    const run = await world.ended(namespace, 'halts');
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'DataQualityFailed' });
    expect(statesOf(run)).toEqual(['ingest=Failed', 'transform=Skipped']);
    expect(world.createdFor(namespace, 'halts')).toEqual(['halts-ingest-1']);
  });

  it('retries a crash under a new name, then goes on', async () => {
    world.kubelet.script = ({ stage, attempt }) => ({
      exitCode: stage === 'ingest' && attempt === 1 ? 1 : 0,
      result: ingestResult,
    });
    await world.createRun(namespace, 'retries');
    const run = await world.ended(namespace, 'retries');
    expect(conditionOf(run).status).toBe('True');
    expect(world.createdFor(namespace, 'retries')).toEqual([
      'retries-ingest-1',
      'retries-ingest-2',
      'retries-transform-1',
    ]);
  });

  it('resumes a failed run as a new one, which takes over what the old one finished', async () => {
    world.kubelet.script = ({ stage }) =>
      stage === 'ingest' ? { exitCode: 0, result: ingestResult } : { exitCode: 78 };
    await world.createRun(namespace, 'breaks');
    const broken = await world.ended(namespace, 'breaks');
    world.kubelet.script = () => ({ exitCode: 0 });
    await world.createRun(namespace, 'resumes', { resumeFrom: { name: 'breaks' } });
    const run = await world.ended(namespace, 'resumes');
    expect(conditionOf(run)).toMatchObject({ status: 'True', reason: 'Succeeded' });
    expect(world.createdFor(namespace, 'resumes')).toEqual(['resumes-transform-1']);
    expect(run.status).toMatchObject({
      resumedFrom: { name: 'breaks', uid: broken.metadata.uid, stage: 'transform' },
      results: { rowsIngested: ingestResult.rows.written },
    });
    const job = await world.api.get(jobs, { namespace, name: 'resumes-transform-1' });
    expect(JSON.stringify(job)).toContain('{"name":"DATE","value":"2026-06-01"}');
    expect(await world.run(namespace, 'breaks')).toEqual(broken);
    // What succeeded cannot be resumed, nor what never was.
    const refusals = { 'resumes-success': 'resumes', 'resumes-nothing': 'never' };
    for (const [name, resumed] of Object.entries(refusals)) {
      await world.createRun(namespace, name, { resumeFrom: { name: resumed } });
      const refused = await world.ended(namespace, name);
      expect(conditionOf(refused)).toMatchObject({ status: 'False', reason: 'InvalidResume' });
    }
  });

  it('fails when the retries are used up', async () => {
    world.kubelet.script = () => ({ exitCode: 1 });
    await world.createRun(namespace, 'crashes');
    const run = await world.ended(namespace, 'crashes');
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'StageFailed' });
    expect(world.createdFor(namespace, 'crashes')).toHaveLength(2);
  });

  it('stops a stage that runs longer than its timeout', async () => {
    await world.createPipeline(namespace, 'slow', {
      stages: [{ name: 'ingest', image: 'example.org/slow:1', timeoutSeconds: 1 }],
    });
    world.kubelet.script = () => ({ exitCode: 0, hold: true });
    await world.createRun(namespace, 'late', { pipelineRef: { name: 'slow' } });
    const run = await world.ended(namespace, 'late');
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'StageTimedOut' });
  });

  it('stops a run that takes longer than its own timeout', async () => {
    world.kubelet.script = () => ({ exitCode: 0, hold: true });
    await world.createRun(namespace, 'timed', { timeoutSeconds: 2 });
    const run = await world.ended(namespace, 'timed');
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'RunTimedOut' });
  });

  it('cancels: pods are told to stop, nothing more starts', async () => {
    world.kubelet.script = () => ({ exitCode: 0, hold: true });
    await world.createRun(namespace, 'cancelled');
    await started('cancelled');
    await world.patch(runs, { namespace, name: 'cancelled' }, { spec: { cancel: 'Graceful' } });
    const run = await world.ended(namespace, 'cancelled');
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'Cancelled' });
    expect(world.createdFor(namespace, 'cancelled')).toEqual(['cancelled-ingest-1']);
  });

  it('suspends without counting a failure, and resumes with a new attempt', async () => {
    world.kubelet.script = ({ attempt }) => ({
      exitCode: 0,
      result: ingestResult,
      hold: attempt === 1,
    });
    await world.createRun(namespace, 'suspended');
    await started('suspended');
    await world.patch(runs, { namespace, name: 'suspended' }, { spec: { suspend: true } });
    await world.until(
      { namespace, name: 'suspended' },
      (run) => conditionOf(run).reason === 'Suspended',
    );
    world.kubelet.script = () => ({ exitCode: 0, result: ingestResult });
    await world.patch(runs, { namespace, name: 'suspended' }, { spec: { suspend: false } });
    const run = await world.ended(namespace, 'suspended');
    expect(conditionOf(run).status).toBe('True');
    const [ingest] = run.status?.stages ?? [];
    expect(ingest?.attempts?.map(({ state }) => state)).toEqual(['Interrupted', 'Succeeded']);
  });

  it('does not let edits or the deletion of a Pipeline reach a run under way', async () => {
    await world.createPipeline(namespace, 'edited', twoStages);
    world.kubelet.script = ({ stage }) => ({
      exitCode: 0,
      result: ingestResult,
      hold: stage === 'ingest',
    });
    await world.createRun(namespace, 'frozen', { pipelineRef: { name: 'edited' } });
    await started('frozen');
    const stages = [{ name: 'other', image: 'example.org/other:1' }];
    await world.patch(pipelines, { namespace, name: 'edited' }, { spec: { stages } });
    await world.api.delete(pipelines, { namespace, name: 'edited' }, { propagation: 'Foreground' });
    await world.kubelet.release('frozen', 'ingest');
    const run = await world.ended(namespace, 'frozen');
    expect(statesOf(run)).toEqual(['ingest=Succeeded', 'transform=Succeeded']);
  });

  it('waits for a Pipeline that does not exist yet', async () => {
    await world.createRun(namespace, 'early', { pipelineRef: { name: 'later' } });
    await world.until(
      { namespace, name: 'early' },
      (run) => conditionOf(run).reason === 'PipelineNotFound',
    );
    await world.createPipeline(namespace, 'later', twoStages);
    expect(conditionOf(await world.ended(namespace, 'early')).status).toBe('True');
  });

  it('notices a Job that is deleted by hand and tries again', async () => {
    world.kubelet.script = ({ attempt }) => ({
      exitCode: 0,
      result: ingestResult,
      hold: attempt === 1,
    });
    await world.createRun(namespace, 'deleted');
    await started('deleted');
    world.kubelet.script = () => ({ exitCode: 0, result: ingestResult });
    await world.plane.kubectl(['delete', 'job', 'deleted-ingest-1', '-n', namespace]);
    const run = await world.ended(namespace, 'deleted');
    expect(conditionOf(run).status).toBe('True');
    expect(new Set(world.createdFor(namespace, 'deleted'))).toEqual(
      new Set(['deleted-ingest-1', 'deleted-ingest-2', 'deleted-transform-1']),
    );
    expect(world.kubelet.mostActive.get(`${namespace}/deleted`)).toBe(1);
  });

  it('leaves a Job of somebody else alone and says that it is in the way', async () => {
    const template = {
      spec: { restartPolicy: 'Never', containers: [{ name: 'x', image: 'example.org/x:1' }] },
    };
    await world.create(jobs, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'foreign-ingest-1', namespace },
      ...{ spec: { template, suspend: true } },
    });
    await world.createRun(namespace, 'foreign');
    const run = await world.ended(namespace, 'foreign');
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'NameConflict' });
    const job = await world.api.get(jobs, { namespace, name: 'foreign-ingest-1' });
    expect(job?.metadata?.ownerReferences).toBeUndefined();
  });

  it('ends a run whose Job the API server refuses for good, and goes on with others', async () => {
    await world.createPipeline(namespace, 'refused', {
      stages: [
        {
          name: 'ingest',
          image: 'example.org/x:1',
          resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } },
        },
      ],
    });
    await world.createRun(namespace, 'refused', { pipelineRef: { name: 'refused' } });
    const run = await world.ended(namespace, 'refused');
    expect(conditionOf(run)).toMatchObject({ status: 'False', reason: 'InvalidConfiguration' });
    expect(JSON.stringify(run.status)).toContain('must be less than or equal to memory limit');
  });

  it('lets a run that is deleted in flight go, with its Jobs and pods', async () => {
    world.kubelet.script = () => ({ exitCode: 0, hold: true });
    await world.createRun(namespace, 'gone');
    await started('gone');
    await world.plane.kubectl(['delete', 'plr', 'gone', '-n', namespace, '--wait=false']);
    await eventually(async () => {
      expect(await world.run(namespace, 'gone')).toBeUndefined();
      expect(await world.jobsOf(namespace, 'gone')).toEqual([]);
    });
  });

  it('gives a run that is re-created under the same name Jobs of its own', async () => {
    world.kubelet.script = () => ({ exitCode: 0, hold: true });
    await world.createRun(namespace, 'again');
    await started('again');
    await world.plane.kubectl(['delete', 'plr', 'again', '-n', namespace]);
    world.kubelet.script = () => ({ exitCode: 0, result: ingestResult });
    await world.createRun(namespace, 'again');
    const run = await world.ended(namespace, 'again');
    expect(conditionOf(run).status).toBe('True');
    const [job] = await world.jobsOf(namespace, 'again');
    expect(job?.metadata?.ownerReferences?.[0]?.uid).toBe(run.metadata.uid);
  });

  it('tells what happened in events', async () => {
    const told = await world.plane.kubectl([
      ...['get', 'events', '-n', namespace, '--field-selector', 'involvedObject.name=good'],
      ...['-o', 'jsonpath={.items[*].reason}'],
    ]);
    expect(told.split(' ')).toEqual(
      expect.arrayContaining(['StageStarted', 'StageSucceeded', 'RunSucceeded']),
    );
  });

  it('was never refused anything by its rights, and is still the same process', async () => {
    expect(operator.isRunning).toBe(true);
    expect(await operator.metric('rest_client_requests_total', { code: '403' })).toBe(0);
    expect(operator.logs.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });

  async function started(run: string): Promise<void> {
    await eventually(() => {
      expect(world.kubelet.starts.filter((pod) => pod.run === run)).toHaveLength(1);
      return Promise.resolve();
    });
  }
});
