import { jobFinalizer } from '@gho-platform/api';
import { jobs } from '@gho-platform/kube';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';
import type { OperatorProcess } from './operator-process.ts';
import { conditionOf, ingestResult, runs, statesOf, World } from './world.ts';

const bothSucceeded = ['ingest=Succeeded', 'transform=Succeeded'];

describe('what befalls the objects of a run on a real control plane', () => {
  let world: World;
  let namespace: string;
  let operator: OperatorProcess;

  beforeAll(async () => {
    world = await World.start('op-environ');
    namespace = await world.namespace();
    operator = await world.operator(namespace);
  });

  afterAll(async () => {
    await world.stop();
  });

  const succeeds = { exitCode: 0, result: ingestResult };

  /** Every first attempt of this stage runs until it is released. */
  const hold = (held: string): void => {
    world.kubelet.script = ({ stage, attempt }) => ({
      ...succeeds,
      hold: stage === held && attempt === 1,
    });
  };

  beforeEach(() => {
    hold('ingest');
  });

  const kubectl = (...args: readonly string[]): Promise<string> =>
    world.plane.kubectl(['--namespace', namespace, ...args]);

  const editStatus = (name: string, status: object | null): Promise<void> =>
    world.patch(runs, { namespace, name, subresource: 'status' }, { status });

  it('replaces a pod that somebody deletes, free of charge', async () => {
    await world.createRun(namespace, 'pod');
    const [pod] = await world.kubelet.untilHeld('pod', 'ingest');
    await kubectl('delete', 'pod', pod?.metadata?.name ?? '');
    const run = await world.ended(namespace, 'pod');
    expect(conditionOf(run).status).toBe('True');
    expect(run.status?.stages?.[0]).toMatchObject({
      interruptions: 1,
      attempts: [{ state: 'Interrupted', reason: 'InfrastructureLost' }, { state: 'Succeeded' }],
    });
    expect(run.status?.stages?.[0]).not.toHaveProperty('failures');
    expect(world.kubelet.mostActive.get(`${namespace}/pod`)).toBe(1);
  });

  it('knows the outcome of a Job that is deleted before it was recorded', async () => {
    await world.createRun(namespace, 'unrecorded');
    await world.kubelet.untilHeld('unrecorded', 'ingest');
    await operator.end('SIGKILL');
    await world.kubelet.release('unrecorded', 'ingest');
    await kubectl('wait', '--for=condition=Complete', 'job/unrecorded-ingest-1', '--timeout=30s');
    await kubectl('delete', 'job', 'unrecorded-ingest-1', '--wait=false');
    operator = await world.operator(namespace);
    const run = await world.ended(namespace, 'unrecorded');
    expect(statesOf(run)).toEqual(bothSucceeded);
    expect(world.createdFor(namespace, 'unrecorded')).toEqual([
      'unrecorded-ingest-1',
      'unrecorded-transform-1',
    ]);
    await eventually(async () => {
      const job = await world.api.get(jobs, { namespace, name: 'unrecorded-ingest-1' });
      expect(job).toBeUndefined();
    });
  });

  it('does not miss a Job that is deleted after its outcome was recorded', async () => {
    hold('transform');
    await world.createRun(namespace, 'recorded');
    await world.kubelet.untilHeld('recorded', 'transform');
    await eventually(async () => {
      const job = await world.api.get(jobs, { namespace, name: 'recorded-ingest-1' });
      expect(job?.metadata?.finalizers ?? []).not.toContain(jobFinalizer);
    });
    await kubectl('delete', 'job', 'recorded-ingest-1');
    await world.kubelet.release('recorded', 'transform');
    expect(statesOf(await world.ended(namespace, 'recorded'))).toEqual(bothSucceeded);
    expect(world.createdFor(namespace, 'recorded')).toHaveLength(2);
  });

  it('puts right what somebody writes into the status', async () => {
    hold('transform');
    await world.createRun(namespace, 'edited');
    await world.kubelet.untilHeld('edited', 'transform');
    await editStatus('edited', {
      progress: '2/2',
      currentStage: 'ingest',
      waiting: { reason: 'Quota', since: '2020-01-01T00:00:00Z', message: 'made up' },
      results: { rowsIngested: 99 },
    });
    await world.until(
      { namespace, name: 'edited' },
      ({ status }) =>
        status?.progress === '1/2' &&
        status.currentStage === 'transform' &&
        status.waiting === undefined &&
        status.results?.rowsIngested === ingestResult.rows.written,
    );
    await world.kubelet.release('edited', 'transform');
    expect(statesOf(await world.ended(namespace, 'edited'))).toEqual(bothSucceeded);
    expect(world.createdFor(namespace, 'edited')).toHaveLength(2);
  });

  it('finds its place again when somebody removes the status', async () => {
    hold('transform');
    await world.createRun(namespace, 'blank');
    await world.kubelet.untilHeld('blank', 'transform');
    world.kubelet.script = () => succeeds;
    await editStatus('blank', null);
    const run = await world.ended(namespace, 'blank');
    expect(statesOf(run)).toEqual(bothSucceeded);
    expect(run.status?.results?.rowsIngested).toBe(ingestResult.rows.written);
    // Whose attempt the working Job was nobody knows any more: it is stopped before the stage begins anew.
    const names = ['blank-ingest-1', 'blank-transform-1', 'blank-transform-1'];
    expect(world.createdFor(namespace, 'blank')).toEqual(names);
    expect(world.kubelet.mostActive.get(`${namespace}/blank`)).toBe(1);
  });

  it('was never refused anything by its rights', async () => {
    expect(await operator.metric('rest_client_requests_total', { code: '403' })).toBe(0);
    expect(operator.logs.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
});
