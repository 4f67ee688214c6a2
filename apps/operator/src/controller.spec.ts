import { jobFinalizer } from '@gho-platform/api';
import {
  ApiError,
  ConnectionError,
  controllerRevisions,
  jobs,
  NotLeaderError,
  pods,
} from '@gho-platform/kube';
import { settle } from '@gho-platform/kube/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Bench } from './__fixtures__/bench.ts';
import { makeJob, makeRun, namespace } from './__fixtures__/objects.ts';
import { pipelineRuns } from './resources.ts';

describe('Controller', () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
    bench.createRun('nightly');
  });

  const reason = (name = 'nightly'): string | undefined =>
    bench.run(name).status?.conditions?.find(({ type }) => type === 'Succeeded')?.reason;

  it('freezes the Pipeline, writes the status, and only then creates the Job', async () => {
    await bench.reconcile('nightly');
    expect(bench.api.writes).toEqual([
      expect.stringMatching(/^create controllerrevisions\/gho-[0-9a-f]{16}$/),
      'replace pipelineruns/nightly',
      'create jobs/nightly-ingest-1',
    ]);
    expect(bench.events).toContain('StageStarted');
  });

  it('brings a run to its end and then makes no request at all', async () => {
    await bench.settle('nightly');
    bench.endJob('nightly-ingest-1', 0);
    await bench.settle('nightly');
    bench.endJob('nightly-transform-1', 0);
    await bench.settle('nightly');
    expect(reason()).toBe('Succeeded');
    expect(bench.api.stored(jobs).flatMap(({ metadata }) => metadata?.finalizers)).toEqual([]);
    const before = bench.api.requests.length;
    await bench.reconcile('nightly');
    expect(bench.api.requests).toHaveLength(before);
  });

  it('creates the Job of the next stage in the pass that sees the container end', async () => {
    await bench.settle('nightly');
    bench.endJob('nightly-ingest-1', 0);
    await bench.reconcile('nightly');
    expect(bench.jobNames()).toContain('nightly-transform-1');
    const writes = bench.api.writes;
    expect(writes.indexOf('create jobs/nightly-transform-1')).toBeLessThan(
      writes.indexOf('removeFinalizer jobs/nightly-ingest-1'),
    );
  });

  it('makes no request while a run waits for its image', async () => {
    await bench.settle('nightly');
    bench.setPod('nightly-ingest-1', { waiting: { reason: 'ImagePullBackOff' } });
    await bench.settle('nightly');
    expect(bench.run('nightly').status?.waiting).toMatchObject({
      reason: 'ImagePull',
      on: 'example.org/ingest:1',
    });
  });

  it('sees the pod of a Job that ends while it reads both', async () => {
    await bench.settle('nightly');
    const [job] = bench.api.stored(jobs);
    bench.api.put(jobs, { ...job, ...{ status: { succeeded: 1 } } });
    bench.sync();
    bench.api.delay = async ({ verb, resource }) => {
      if (verb !== 'get' || resource !== jobs) return;
      await settle();
      bench.endJob('nightly-ingest-1', 0);
    };
    await bench.reconcile('nightly');
    expect(bench.run('nightly').status?.stages?.[0]).toMatchObject({ state: 'Succeeded' });
  });

  it('starts a stage again whose result went with its pod', async () => {
    await bench.settle('nightly');
    const [job] = bench.api.stored(jobs);
    const conditions = [{ type: 'Complete', status: 'True' }];
    bench.api.put(jobs, { ...job, ...{ status: { succeeded: 1, conditions } } });
    bench.sync();
    await bench.settle('nightly');
    expect(bench.jobNames()).toEqual(['nightly-ingest-1', 'nightly-ingest-2']);
    expect(bench.run('nightly').status?.stages?.[0]?.attempts?.[0]).toMatchObject({
      state: 'Interrupted',
      reason: 'InfrastructureLost',
    });
  });

  it('does nothing while its caches have not seen its own last write', async () => {
    await bench.reconcile('nightly');
    const before = bench.api.requests.length;
    await expect(bench.reconcile('nightly')).resolves.toEqual({
      kind: 'Done',
      requeueAfterMs: 1000,
    });
    expect(bench.api.requests).toHaveLength(before);
  });

  it('performs no action when the run changed since it was read', async () => {
    bench.api.fault = ({ verb, resource }) => {
      if (verb !== 'replace' || resource !== pipelineRuns) return;
      bench.api.fault = () => undefined;
      bench.api.put(pipelineRuns, bench.run('nightly'));
    };
    await expect(bench.reconcile('nightly')).resolves.toEqual({ kind: 'Retry' });
    expect(bench.jobNames()).toEqual([]);
  });

  it('tells what the stored status says although an action fails', async () => {
    bench.api.fault = ({ verb, resource }) => {
      if (verb === 'create' && resource === jobs) throw new ConnectionError('connection reset');
    };
    await bench.reconcile('nightly');
    expect(bench.events).toEqual(['RunAccepted', 'StageStarted']);
  });

  it('creates one Job for an attempt although the answer to the first request was lost', async () => {
    bench.api.fault = ({ verb, resource, object }) => {
      if (verb !== 'create' || resource !== jobs || object === undefined) return;
      bench.api.fault = () => undefined;
      bench.api.put(jobs, object);
      throw new ConnectionError('connection reset');
    };
    await expect(bench.reconcile('nightly')).resolves.toEqual({ kind: 'Retry' });
    bench.sync();
    await bench.settle('nightly');
    expect(bench.jobNames()).toEqual(['nightly-ingest-1']);
    expect(bench.run('nightly').status?.stages?.[0]?.attempts).toHaveLength(1);
  });

  it('says that a Job of somebody else is in the way, and leaves it alone', async () => {
    const foreign = { metadata: { name: 'nightly-ingest-1', namespace } };
    bench.api.put(jobs, foreign);
    await bench.reconcile('nightly');
    bench.sync();
    await bench.settle('nightly');
    expect(reason()).toBe('NameConflict');
    expect(bench.api.stored(jobs)).toMatchObject([foreign]);
  });

  it('finds its Job again whose labels somebody took off', async () => {
    await bench.settle('nightly');
    const [job] = bench.api.stored(jobs);
    bench.api.put(jobs, { ...job, metadata: { ...job?.metadata, labels: {} } });
    bench.sync();
    await bench.reconcile('nightly');
    expect(bench.run('nightly').status?.stages?.[0]?.attempts).toHaveLength(1);
    expect(bench.jobNames()).toEqual(['nightly-ingest-1']);
  });

  it('tells the user by an event what the API server refuses before there is a status', async () => {
    bench.api.fault = ({ verb, resource }) => {
      if (verb !== 'create' || resource !== controllerRevisions) return;
      throw new ApiError('create ControllerRevision: data is too large', {
        status: 422,
        reason: 'Invalid',
        retryAfterMs: undefined,
      });
    };
    await bench.reconcile('nightly');
    expect(reason()).toBeUndefined();
    expect(bench.events).toEqual(['ReconcileRefused']);
  });

  it('ends the run when the API server refuses its Job for good', async () => {
    bench.api.fault = ({ verb, resource }) => {
      if (verb === 'create' && resource === jobs) {
        throw new ApiError('create Job: memory request above limit', {
          status: 422,
          reason: 'Invalid',
          retryAfterMs: undefined,
        });
      }
    };
    await expect(bench.reconcile('nightly')).resolves.toEqual({ kind: 'Done', requeueAfterMs: 0 });
    bench.sync();
    await bench.settle('nightly');
    expect(reason()).toBe('InvalidConfiguration');
  });

  it('says in the status that a quota refuses its Job, and goes on when it no longer does', async () => {
    bench.api.fault = ({ verb, resource }) => {
      if (verb !== 'create' || resource !== jobs) return;
      throw new ApiError('create Job: exceeded quota: jobs', {
        status: 403,
        reason: 'Forbidden',
        retryAfterMs: undefined,
      });
    };
    await bench.reconcile('nightly');
    bench.sync();
    await bench.clock.advance(30_000);
    await bench.reconcile('nightly');
    bench.sync();
    expect(bench.run('nightly').status?.waiting).toMatchObject({
      reason: 'Quota',
      on: 'nightly-ingest-1',
      message: 'create Job: exceeded quota: jobs',
    });
    bench.api.fault = () => undefined;
    await bench.reconcile('nightly');
    bench.sync();
    await bench.settle('nightly');
    expect(bench.run('nightly').status?.waiting?.message ?? '').not.toContain('exceeded quota');
    expect(bench.jobNames()).toEqual(['nightly-ingest-1']);
  });

  it('deletes no Job that changed since it was looked at', async () => {
    await bench.settle('nightly');
    bench.setPod('nightly-ingest-1', { running: {} });
    const run = bench.run('nightly');
    bench.api.put(pipelineRuns, { ...run, spec: { ...run.spec, cancel: 'Immediate' } });
    bench.sync();
    let changes = 1;
    bench.api.fault = ({ verb, resource }) => {
      if (verb !== 'delete' || resource !== jobs || changes-- < 1) return;
      for (const job of bench.api.stored(jobs)) bench.api.put(jobs, job);
    };
    await expect(bench.reconcile('nightly')).resolves.toEqual({ kind: 'Retry' });
    const deleted = (): boolean[] =>
      bench.api.stored(jobs).map(({ metadata }) => metadata?.deletionTimestamp !== undefined);
    expect(deleted()).toEqual([false]);
    bench.sync();
    await bench.reconcile('nightly');
    expect(deleted()).toEqual([true]);
  });

  it('ends the pods of a run that is cancelled at once, and no pod of others', async () => {
    await bench.settle('nightly');
    bench.setPod('nightly-ingest-1', { running: {} });
    bench.api.put(pods, { metadata: { name: 'other', namespace } });
    const run = bench.run('nightly');
    bench.api.put(pipelineRuns, { ...run, spec: { ...run.spec, cancel: 'Immediate' } });
    bench.sync();
    await bench.reconcile('nightly');
    expect(bench.api.stored(pods).map(({ metadata }) => metadata?.name)).toEqual(['other']);
  });

  const failures: Record<string, [Error, object]> = {
    'the server fails': [
      new ApiError('x', { status: 500, reason: 'x', retryAfterMs: undefined }),
      { kind: 'Retry' },
    ],
    'the server says when to come back': [
      new ApiError('x', { status: 429, reason: 'x', retryAfterMs: 3000 }),
      { kind: 'Hold', afterMs: 3000 },
    ],
    'the status is refused for good': [
      new ApiError('x', { status: 422, reason: 'Invalid', retryAfterMs: undefined }),
      { kind: 'Done', requeueAfterMs: 600_000 },
    ],
    'the lease is lost, or its renewal is late': [
      new NotLeaderError('x'),
      { kind: 'Done', requeueAfterMs: 1_000 },
    ],
    'a run makes the code itself fail': [new TypeError('x'), { kind: 'Retry' }],
  };
  it.each(Object.keys(failures))('comes back accordingly when %s', async (name) => {
    const [error, outcome] = failures[name] ?? [new Error('no such case'), {}];
    bench.api.fault = ({ verb, resource }) => {
      if (verb === 'replace' && resource === pipelineRuns) throw error;
    };
    await expect(bench.reconcile('nightly')).resolves.toEqual(outcome);
    bench.createRun('other');
    bench.api.fault = () => undefined;
    await bench.reconcile('other');
    expect(bench.jobNames()).toEqual(['other-ingest-1']);
  });

  it('lets go of the Jobs of a run that is gone, and of no others', async () => {
    bench.api.put(jobs, makeJob('old-ingest-1', makeRun('old')));
    bench.api.put(jobs, makeJob('nightly-ingest-1', bench.run('nightly')));
    bench.sync();
    await bench.reconcile('old');
    const held = bench.api
      .stored(jobs)
      .filter(({ metadata }) => metadata?.finalizers?.includes(jobFinalizer));
    expect(held.map(({ metadata }) => metadata?.name)).toEqual(['nightly-ingest-1']);
  });

  it('comes back to the Job of a run that is gone when somebody wrote in between', async () => {
    bench.api.put(jobs, makeJob('old-ingest-1', makeRun('old')));
    bench.sync();
    bench.api.fault = ({ verb }) => {
      if (verb !== 'removeFinalizer') return;
      const [job] = bench.api.stored(jobs);
      bench.api.put(jobs, { ...job, metadata: { ...job?.metadata, uid: 'another' } });
    };
    await expect(bench.reconcile('old')).resolves.toEqual({ kind: 'Retry' });
    bench.api.fault = () => undefined;
    await expect(bench.reconcile('old')).resolves.toEqual({ kind: 'Done' });
    expect(bench.api.stored(jobs)).toMatchObject([{ metadata: { finalizers: [] } }]);
  });
});
