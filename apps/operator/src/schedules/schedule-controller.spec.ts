import { ApiError, NotLeaderError } from '@gho-platform/kube';
import { describe, expect, it } from '@jest/globals';
import { makeRun } from '../__fixtures__/objects.ts';
import { ScheduleBench } from '../__fixtures__/schedule-bench.ts';
import { pipelineRuns, pipelineSchedules } from '../resources.ts';

const hourMs = 3_600_000;
/** The run of 01:00 on 1 June 2026. */
const first = 'hourly-29671260';

async function benchAtOne(
  spec: ConstructorParameters<typeof ScheduleBench>[0] = {},
): Promise<ScheduleBench> {
  const bench = new ScheduleBench(spec);
  await bench.settle();
  await bench.clock.advance(hourMs);
  return bench;
}

function refusal(status: number): ApiError {
  return new ApiError('create PipelineRun: no', { status, reason: '', retryAfterMs: undefined });
}

describe('the controller of schedules', () => {
  it('writes its first status, then waits for the first tick without a request', async () => {
    const bench = new ScheduleBench();
    expect(await bench.settle()).toEqual({ kind: 'Done', requeueAfterMs: hourMs });
    expect(bench.api.writes).toEqual(['replace pipelineschedules/hourly']);
    expect(bench.ready).toBe('True Scheduled');
  });

  it('creates the run of a tick, with everything that it needs', async () => {
    const bench = await benchAtOne({
      timeoutSeconds: 60,
      parameters: [{ name: 'ingestionDate', fromTick: { format: 'Date', offsetDays: -1 } }],
    });
    await bench.settle();
    expect(bench.runs).toMatchObject([
      {
        metadata: {
          name: first,
          labels: {
            'pipelines.gho-platform.dev/schedule': 'hourly',
            'pipelines.gho-platform.dev/schedule-uid': 'uid-hourly',
          },
          annotations: { 'pipelines.gho-platform.dev/tick': '2026-06-01T01:00:00Z' },
          ownerReferences: [{ kind: 'PipelineSchedule', uid: 'uid-hourly', controller: true }],
        },
        spec: {
          pipelineRef: { name: 'gho' },
          parameters: [{ name: 'ingestionDate', value: '2026-05-31' }],
          timeoutSeconds: 60,
        },
      },
    ]);
    expect(bench.schedule.status?.ledger).toMatchObject([{ verdict: 'Ran', run: first }]);
    expect(bench.events).toEqual(['Scheduled', 'TickRan']);
    const ticks = await bench.metrics.registry.getSingleMetricAsString('gho_schedule_ticks_total');
    expect(ticks).toContain('gho_schedule_ticks_total{verdict="Ran"} 1');
    expect(ticks).toContain('gho_schedule_ticks_total{verdict="Missed"} 0');
  });

  it('asks nothing while its run is under way, and records its end', async () => {
    const bench = await benchAtOne();
    await bench.settle();
    const before = bench.api.requests.length;
    await bench.settle();
    expect(bench.api.requests).toHaveLength(before);
    bench.endRun('False', 'StageFailed');
    await bench.settle();
    expect(bench.schedule.status).toMatchObject({
      consecutiveFailures: 1,
      ledger: [{ outcome: 'Failed' }],
    });
    expect(bench.ready).toBe('True Scheduled');
  });

  // One tick takes three writes: the verdict, the run, and that it was seen.
  it.each([0, 1, 2])('survives a crash right before and right after write %d', async (number) => {
    for (const side of ['before', 'after'] as const) {
      const bench = await benchAtOne();
      let created = 0;
      let write = 0;
      const crash = new NotLeaderError('crash');
      const isRead = new Set(['get', 'list']);
      bench.api.fault = ({ verb, resource }) => {
        if (isRead.has(verb)) {
          if (side === 'after' && write === number + 1) throw crash;
          return;
        }
        const isNow = write++ === number;
        if (side === 'before' && isNow) throw crash;
        if (verb === 'create' && resource === pipelineRuns) created++;
      };
      await bench.reconcile();
      bench.api.fault = ({ verb }) => {
        if (verb === 'create') created++;
      };
      bench.restart();
      bench.sync();
      await bench.settle();
      expect(bench.runs.map(({ metadata }) => metadata.name)).toEqual([first]);
      expect(created).toBe(1);
      expect(bench.schedule.status?.ledger).toMatchObject([{ verdict: 'Ran', run: first }]);
    }
  });

  it('finds the run again whose creation was not answered', async () => {
    const bench = await benchAtOne();
    bench.api.fault = ({ verb, object = {} }) => {
      if (verb !== 'create') return;
      bench.api.put(pipelineRuns, object);
      throw refusal(500);
    };
    expect(await bench.reconcile()).toEqual({ kind: 'Retry' });
    bench.sync();
    await bench.settle();
    expect(bench.runs).toHaveLength(1);
    expect(bench.schedule.status?.ledger?.[0]?.runUID).toBe(bench.runs[0]?.metadata.uid);
  });

  it('leaves a run of somebody else alone and says so', async () => {
    const bench = await benchAtOne();
    const theirs = bench.api.put(pipelineRuns, makeRun(first));
    await bench.reconcile();
    bench.sync();
    await bench.settle();
    expect(bench.ready).toBe('False NameConflict');
    expect(bench.schedule.status?.ledger).toMatchObject([{ verdict: 'Ran', outcome: 'Failed' }]);
    expect(bench.runs).toEqual([theirs]);
  });

  it('waits and says why when the API server refuses a run for now', async () => {
    const bench = await benchAtOne();
    bench.api.fault = ({ verb }) => {
      if (verb === 'create') throw refusal(403);
    };
    await bench.reconcile();
    bench.sync();
    expect(await bench.reconcile()).toEqual({ kind: 'Done', requeueAfterMs: 30_000 });
    expect(bench.ready).toBe('False RunNotCreated');
    bench.api.fault = () => undefined;
    bench.sync();
    await bench.settle();
    expect(bench.ready).toBe('True Scheduled');
    expect(bench.runs).toHaveLength(1);
  });

  it('gives a tick up whose run is refused for good', async () => {
    const bench = await benchAtOne();
    bench.api.fault = ({ verb }) => {
      if (verb === 'create') throw refusal(422);
    };
    await bench.settle();
    expect(bench.ready).toBe('False RunRefused');
    expect(bench.schedule.status?.ledger).toMatchObject([
      { verdict: 'Ran', outcome: 'Failed', message: 'refused: create PipelineRun: no' },
    ]);
  });

  it('tries again when no answer comes', async () => {
    const bench = await benchAtOne();
    bench.api.fault = ({ verb }) => {
      if (verb === 'create') throw refusal(500);
    };
    expect(await bench.reconcile()).toEqual({ kind: 'Retry' });
    bench.api.fault = () => undefined;
    bench.sync();
    await bench.settle();
    expect(bench.runs).toHaveLength(1);
  });

  it('cancels the active run before it replaces it', async () => {
    const bench = await benchAtOne({ concurrencyPolicy: 'Replace' });
    await bench.settle();
    await bench.clock.advance(hourMs);
    await bench.settle();
    expect(bench.runs).toMatchObject([{ spec: { cancel: 'Graceful' } }]);
    bench.endRun('False', 'Cancelled');
    await bench.settle();
    expect(bench.runs).toHaveLength(2);
    expect(bench.schedule.status?.ledger).toMatchObject([
      { verdict: 'Ran', outcome: 'Cancelled' },
      { verdict: 'Replaced' },
    ]);
  });

  it('deletes its own runs beyond the history, and no others', async () => {
    const bench = await benchAtOne({ successfulRunsHistoryLimit: 0 });
    bench.api.put(pipelineRuns, makeRun('by-hand'));
    const [owner] = [{ kind: 'PipelineSchedule', name: 'hourly', uid: 'uid-hourly' }];
    const reference = { apiVersion: 'x/v1', ...owner, controller: true };
    const claimed = makeRun('hourly-by-hand');
    const metadata = { ...claimed.metadata, ownerReferences: [reference] };
    bench.api.put(pipelineRuns, { ...claimed, metadata });
    await bench.settle();
    bench.endRun('True', 'Succeeded');
    await bench.settle();
    expect(bench.runs.map(({ metadata: { name } }) => name)).toEqual(['by-hand', 'hourly-by-hand']);
    expect(bench.schedule.status?.ledger).toMatchObject([{ outcome: 'Succeeded' }]);
  });

  it('drops a decision when somebody wrote in between', async () => {
    const bench = await benchAtOne();
    bench.api.delay = ({ verb }) => {
      if (verb === 'list') bench.api.put(pipelineSchedules, { ...bench.schedule });
      return Promise.resolve();
    };
    expect(await bench.reconcile()).toEqual({ kind: 'Retry' });
    expect(bench.runs).toEqual([]);
  });

  it('forgets a schedule that is gone', async () => {
    const bench = await benchAtOne();
    bench.caches.schedules.replace('demo', [], '999');
    expect(await bench.reconcile()).toEqual({ kind: 'Done' });
    expect(bench.runs).toEqual([]);
  });
});
