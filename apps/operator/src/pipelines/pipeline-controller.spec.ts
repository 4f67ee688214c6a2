import { controllerRevisions, jobs, NotLeaderError } from '@gho-platform/kube';
import { describe, expect, it } from '@jest/globals';
import { PipelineBench } from '../__fixtures__/pipeline-bench.ts';
import { pipelineRuns, pipelines } from '../resources.ts';

const one = { concurrency: { limit: 1 } } as const;
const byDate = {
  parameters: [{ name: 'date', type: 'Date' }],
  partition: { parameter: 'date' },
} as const;

function dated(value: string, force?: boolean): object {
  return { parameters: [{ name: 'date', value }], ...(force === undefined ? {} : { force }) };
}

describe('the controller of Pipelines', () => {
  it('asks nothing of the API server for a Pipeline that bounds nothing, and wakes its runs', async () => {
    const bench = new PipelineBench({});
    bench.createRun('one');
    const before = bench.api.requests.length;
    expect(await bench.reconcilePipeline()).toEqual({ kind: 'Done' });
    expect(bench.api.requests).toHaveLength(before);
    expect(bench.woken).toEqual(['demo/one']);
  });

  it('lets as many in as the limit says, the others in turn', async () => {
    const bench = new PipelineBench(one);
    for (const name of ['a', 'b', 'c']) bench.createRun(name);
    await bench.settleAll();
    expect(bench.reasons).toEqual(['a Running', 'b Queued', 'c Queued']);
    expect(bench.run('c').status?.waiting).toMatchObject({
      reason: 'ConcurrencyLimit',
      on: 'gho',
      position: 2,
    });
    // Who waits has no Job, and freezes nothing.
    expect(bench.jobNames()).toEqual(['a-ingest-1']);
    await bench.finish('a');
    expect(bench.reasons).toEqual(['a Succeeded', 'b Running', 'c Queued']);
    expect(bench.run('c').status?.waiting?.position).toBe(1);
    expect(bench.pipeline.status).toMatchObject({ activeRuns: 1, active: [{ run: 'b' }] });
  });

  it('freezes the Pipeline as it is when the turn of a run comes', async () => {
    const bench = new PipelineBench(one);
    for (const name of ['a', 'b']) bench.createRun(name);
    await bench.settleAll();
    const edited = bench.pipeline;
    const stages = edited.spec.stages.map((stage) => ({ ...stage, image: 'example.org/new:2' }));
    bench.api.put(pipelines, { ...edited, spec: { ...edited.spec, stages } });
    await bench.finish('a');
    const revision = bench.run('b').status?.pipelineRevision;
    expect(revision).not.toBe(bench.run('a').status?.pipelineRevision);
    expect(bench.api.stored(controllerRevisions)).toHaveLength(2);
  });

  it('puts higher priority first, also when it is raised in the queue', async () => {
    const bench = new PipelineBench(one);
    for (const name of ['a', 'b', 'c', 'd']) bench.createRun(name);
    await bench.settleAll();
    bench.createRun('e', { priority: 5 });
    const waiting = bench.run('d');
    bench.api.put(pipelineRuns, { ...waiting, spec: { ...waiting.spec, priority: 9 } });
    await bench.settleAll();
    // In a queue of four a place is written again after two seconds.
    await bench.clock.advance(2_000);
    await bench.settleAll();
    const places = ['b', 'c', 'd', 'e'].map((name) => bench.run(name).status?.waiting?.position);
    expect(places).toEqual([3, 4, 1, 2]);
  });

  it('never makes one partition twice, and says which run did', async () => {
    const bench = new PipelineBench(byDate);
    bench.createRun('a', dated('2026-06-01'));
    bench.createRun('b', dated('2026-06-01'));
    bench.createRun('c', dated('2026-06-02'));
    await bench.settleAll();
    expect(bench.reasons).toEqual(['a Running', 'b Queued', 'c Running']);
    expect(bench.run('b').status?.waiting).toMatchObject({ reason: 'Partition', on: 'a' });
    await bench.finish('a');
    expect(bench.reasons).toEqual(['a Succeeded', 'b AlreadyDone', 'c Running']);
    const [summary] = bench.run('b').status?.conditions ?? [];
    expect(summary).toMatchObject({ status: 'True' });
    expect(summary?.message).toMatch(/^run a made partition 2026-06-01 .*; set spec\.force/);
    bench.createRun('d', dated('2026-06-01', true));
    await bench.settleAll();
    expect(bench.run('d').status).toMatchObject({ partition: '2026-06-01', progress: '0/2' });
  });

  it('makes a partition again after a failure', async () => {
    const retry = { limit: 0, backoffSeconds: 0, factor: 1, maxBackoffSeconds: 0 };
    const bench = new PipelineBench(byDate);
    const { spec } = bench.pipeline;
    const stages = spec.stages.map((stage) => ({ ...stage, retry }));
    bench.api.put(pipelines, { ...bench.pipeline, spec: { ...spec, stages } });
    bench.createRun('a', dated('2026-06-01'));
    await bench.settleAll();
    await bench.finish('a', 1);
    bench.createRun('b', dated('2026-06-01'));
    await bench.settleAll();
    expect(bench.reasons).toEqual(['a StageFailed', 'b Running']);
  });

  it('removes what history does not keep, and never runs it again', async () => {
    const bench = new PipelineBench({ history: { ttlSecondsAfterSuccess: 60 } });
    bench.createRun('a');
    await bench.settleAll();
    await bench.finish('a');
    expect(await bench.settleAll()).toEqual({ kind: 'Done', requeueAfterMs: 60_000 });
    await bench.clock.advance(60_000);
    await bench.settleAll();
    expect(bench.runNames).toEqual([]);
    expect(bench.told).toEqual(['RunRemoved']);
    expect(bench.pipeline.status?.ended).toMatchObject([{ run: 'a', removed: true }]);
    const jobsBefore = bench.jobNames().length;
    // As Argo CD or Flux do, with another uid.
    bench.api.put(pipelineRuns, {
      apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
      kind: 'PipelineRun',
      metadata: { name: 'a', namespace: 'demo', uid: 'another', generation: 1 },
      spec: { pipelineRef: { name: 'gho' }, suspend: false },
    });
    bench.sync();
    await bench.settleAll();
    expect(bench.reasons).toEqual(['a AlreadyDone']);
    expect(bench.jobNames()).toHaveLength(jobsBefore);
  });

  it('removes the Jobs of a run before the run', async () => {
    const bench = new PipelineBench({ history: { jobsTTLSecondsAfterSuccess: 30 } });
    bench.createRun('a');
    await bench.settleAll();
    await bench.finish('a');
    expect(bench.jobNames()).toHaveLength(2);
    await bench.clock.advance(30_000);
    await bench.settleAll();
    expect(bench.api.stored(jobs)).toEqual([]);
    expect(bench.run('a').status).toMatchObject({ progress: '2/2' });
  });

  it('gives the place of a deleted run away when its Jobs and pods are gone', async () => {
    const bench = new PipelineBench(one);
    for (const name of ['a', 'b']) bench.createRun(name);
    await bench.settleAll();
    await bench.api.delete(
      pipelineRuns,
      { namespace: 'demo', name: 'a' },
      {
        uid: bench.run('a').metadata.uid,
        propagation: 'Background',
      },
    );
    bench.sync();
    expect(await bench.reconcilePipeline()).toEqual({ kind: 'Done', requeueAfterMs: 2_000 });
    expect(bench.active).toEqual(['a']);
    await bench.reconcile('a');
    for (const { metadata } of bench.api.stored(jobs)) {
      const ref = { namespace: 'demo', name: metadata?.name ?? '' };
      const condition = { uid: metadata?.uid ?? '', propagation: 'Background' } as const;
      await bench.api.delete(jobs, ref, condition);
    }
    bench.sync();
    await bench.settleAll();
    expect(bench.active).toEqual(['b']);
    expect(bench.reasons).toEqual(['b Running']);
  });

  it('decides on the ledger as it is, not as a cache shows it', async () => {
    const bench = new PipelineBench(one);
    bench.createRun('a');
    // Another operator, which also believes that it leads, was faster.
    const place = { run: 'z', uid: 'uid-z', since: '2026-06-01T00:00:00.000Z' };
    bench.api.put(pipelines, { ...bench.pipeline, status: { activeRuns: 1, active: [place] } });
    const z = bench.run('a');
    bench.api.put(pipelineRuns, { ...z, metadata: { ...z.metadata, name: 'z', uid: 'uid-z' } });
    await bench.reconcilePipeline();
    expect(bench.active).toEqual(['z']);
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'goes on as if nothing had been after a crash at write %d',
    async (number) => {
      const bench = new PipelineBench({ ...one, history: { successfulRunsLimit: 0 } });
      for (const name of ['a', 'b']) bench.createRun(name);
      await bench.settleAll();
      let writes = 0;
      bench.api.fault = ({ verb }) => {
        if (verb === 'get' || verb === 'list') return;
        if (writes++ === number) throw new NotLeaderError('crash');
      };
      await bench.finish('a').catch(() => undefined);
      bench.api.fault = () => undefined;
      bench.restart();
      bench.sync();
      await bench.settleAll();
      await bench.finish('a');
      await bench.settleAll();
      expect(bench.reasons).toEqual(['b Running']);
      expect(bench.active).toEqual(['b']);
    },
  );
});
