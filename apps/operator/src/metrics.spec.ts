import type { PipelineRunStatus } from '@gho-platform/api';
import { describe, expect, it } from '@jest/globals';
import { endedStatus, makeRun } from './__fixtures__/objects.ts';
import { Metrics } from './metrics.ts';

const startedAt = '2026-06-01T00:00:00.000Z';
const stages: NonNullable<PipelineRunStatus['stages']> = [
  { name: 'ingest', state: 'Succeeded', startedAt, finishedAt: '2026-06-01T00:00:04.000Z' },
  { name: 'transform', state: 'Running', startedAt: '2026-06-01T00:00:04.100Z' },
];
const action = { verb: 'createJob', name: 'x', stage: 'transform', attempt: 1, env: [] } as const;

describe('Metrics', () => {
  async function linesOf(metrics: Metrics, name: string): Promise<readonly string[]> {
    const text = await metrics.registry.getSingleMetricAsString(name);
    return text.split('\n').filter((line) => /_(sum|count)/.test(line));
  }

  it('measures each stage once, when its end is stored', async () => {
    const metrics = new Metrics();
    const running = makeRun('nightly', { startedAt, stages });
    metrics.statusStored(makeRun('nightly'), running);
    metrics.statusStored(running, running);
    expect(await linesOf(metrics, 'gho_stage_duration_seconds')).toEqual([
      'gho_stage_duration_seconds_sum{stage="ingest",outcome="Succeeded"} 4',
      'gho_stage_duration_seconds_count{stage="ingest",outcome="Succeeded"} 1',
    ]);
  });

  it('measures a run once, when its end is stored', async () => {
    const metrics = new Metrics();
    const ended = makeRun('nightly', {
      ...endedStatus,
      startedAt,
      finishedAt: '2026-06-01T00:01:00.000Z',
    });
    metrics.statusStored(makeRun('nightly'), ended);
    metrics.statusStored(ended, ended);
    expect(await linesOf(metrics, 'gho_pipeline_run_duration_seconds')).toEqual([
      'gho_pipeline_run_duration_seconds_sum{pipeline="gho",reason="Succeeded"} 60',
      'gho_pipeline_run_duration_seconds_count{pipeline="gho",reason="Succeeded"} 1',
    ]);
  });

  it('measures nothing of a run that only asked what it would do', async () => {
    const metrics = new Metrics();
    const { spec } = makeRun('asks');
    const asked = { ...makeRun('asks', endedStatus), spec: { ...spec, mode: 'Plan' as const } };
    const before = await metrics.registry.metrics();
    metrics.statusStored(makeRun('asks'), { ...asked, status: { ...endedStatus, stages } });
    const after = await metrics.registry.metrics();
    const own = (text: string): readonly string[] =>
      text.split('\n').filter((line) => line.startsWith('gho_'));
    expect(own(after)).toEqual(own(before));
  });

  it('measures the hand-over to the first attempt of the next stage only', async () => {
    const metrics = new Metrics();
    const run = makeRun('nightly', { startedAt, stages });
    const now = new Date('2026-06-01T00:00:04.500Z');
    metrics.jobCreated(run, action, now);
    metrics.jobCreated(run, { ...action, attempt: 2 }, now);
    metrics.jobCreated(run, { ...action, stage: 'ingest' }, now);
    expect(await linesOf(metrics, 'gho_stage_handoff_seconds')).toEqual([
      'gho_stage_handoff_seconds_sum{stage="transform"} 0.5',
      'gho_stage_handoff_seconds_count{stage="transform"} 1',
    ]);
  });

  it('measures nothing of stages that a run took over from another one', async () => {
    const metrics = new Metrics();
    const [ingest, transform] = stages.map((stage) => ({ ...stage, inheritedFrom: 'earlier' }));
    const resumed = [ingest, { ...transform, inheritedFrom: undefined }];
    const run = makeRun('nightly', { startedAt, stages: resumed } as PipelineRunStatus);
    metrics.statusStored(makeRun('nightly'), run);
    metrics.jobCreated(run, action, new Date('2026-06-02T00:00:00.000Z'));
    expect(await linesOf(metrics, 'gho_stage_duration_seconds')).toEqual([]);
    expect(await linesOf(metrics, 'gho_stage_handoff_seconds')).toEqual([]);
  });

  it('names no run in any label', async () => {
    const metrics = new Metrics();
    metrics.statusStored(makeRun('nightly'), makeRun('nightly', { startedAt, stages }));
    metrics.jobCreated(makeRun('nightly', { startedAt, stages }), action, new Date());
    expect(await metrics.registry.metrics()).not.toContain('nightly');
  });
});
