import type { PipelineSchedule } from '@gho-platform/api';
import { describe, expect, it } from '@jest/globals';
import { scriptedStage } from './scripted-pipeline.ts';
import { applyPipeline, eventually, getRun, kubectl, stageOf } from './world.ts';

const name = 'e2e-days';

describe('a schedule', () => {
  it('runs the days of a backfill one after the other, each with its date', async () => {
    const tells = `require('node:fs').writeFileSync('/dev/termination-log',
      JSON.stringify({ outputs: { day: process.env.DAY } }))`;
    await applyPipeline(name, {
      parameters: [{ name: 'day', type: 'Date' }],
      stages: [
        scriptedStage('tell', tells, { env: [{ name: 'DAY', value: '$(parameters.day)' }] }),
      ],
    });
    await kubectl.text(
      'delete',
      'pipelineschedule',
      name,
      '--ignore-not-found',
      '--cascade=foreground',
    );
    const schedule = {
      apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
      kind: 'PipelineSchedule',
      metadata: { name },
      spec: {
        pipelineRef: { name },
        cron: ['30 2 * * *'],
        timeZone: 'UTC',
        parameters: [{ name: 'day', fromTick: { format: 'Date' } }],
        backfill: { from: '2026-06-01', to: '2026-06-02' },
      },
    };
    await kubectl.apply(JSON.stringify(schedule));

    const status = await eventually('the end of the backfill', async () => {
      const seen = await kubectl.json<PipelineSchedule>('get', 'pipelineschedule', name);
      const ready = seen.status?.conditions?.find(({ type }) => type === 'Ready');
      return ready?.reason === 'BackfillComplete' ? seen.status : undefined;
    });

    expect(status.backfill).toMatchObject({ total: 2, succeeded: 2 });
    const names = (status.ledger ?? []).map(({ run = '' }) => run);
    const runs = await Promise.all(names.map((run) => getRun(run)));
    expect(runs.map((run) => stageOf(run, 'tell').outputs?.[0]?.value)).toEqual([
      '2026-06-01',
      '2026-06-02',
    ]);
    const [first, second] = runs.map((run) => run.status);
    expect(Date.parse(second?.startedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(first?.finishedAt ?? ''),
    );
  });
});
