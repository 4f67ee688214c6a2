import type { PipelineSchedule, PipelineScheduleStatus } from '@gho-platform/api';

export const scheduleNowMs = Date.parse('2026-06-01T10:00:00Z');

export function schedule(
  spec: Partial<PipelineSchedule['spec']>,
  status?: PipelineScheduleStatus,
  name = 'gho-nightly',
): PipelineSchedule {
  return {
    apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
    kind: 'PipelineSchedule',
    metadata: { name, namespace: 'demo', generation: 2 },
    spec: {
      pipelineRef: { name: 'gho' },
      cron: ['30 2 * * *'],
      timeZone: 'Europe/Zurich',
      ...spec,
    },
    ...(status === undefined ? {} : { status: { observedGeneration: 2, ...status } }),
  };
}

export function ready(
  status: 'True' | 'False',
  reason: string,
  message: string,
): NonNullable<PipelineScheduleStatus['conditions']> {
  return [
    { type: 'Ready', status, reason, message, lastTransitionTime: '2026-05-01T00:00:00Z' },
    { type: 'Stalled', status: 'False', reason, message: '', lastTransitionTime: '' },
  ];
}

/** Runs every night; one was skipped, one failed, one is under way. */
export const nightly = schedule(
  {
    stopAfterFailures: 3,
    parameters: [
      { name: 'ingestionDate', fromTick: { format: 'Date', offsetDays: -1 } },
      { name: 'seed', value: '7' },
    ],
  },
  {
    conditions: ready('True', 'Scheduled', 'runs by 1 cron line in Europe/Zurich'),
    lastTick: '2026-06-01T00:30:00Z',
    nextTicks: ['2026-06-02T00:30:00Z', '2026-06-03T00:30:00Z'],
    active: 1,
    consecutiveFailures: 1,
    totals: { ran: 30, caughtUp: 0, skippedForbid: 1 },
    ledger: [
      {
        tick: '2026-05-30T00:30:00Z',
        verdict: 'Ran',
        run: 'gho-nightly-1',
        runUID: 'u1',
        outcome: 'Failed',
      },
      {
        tick: '2026-05-31T00:30:00Z',
        verdict: 'SkippedForbid',
        message: 'active: gho-nightly-1',
      },
      {
        tick: '2026-06-01T00:30:00Z',
        verdict: 'Ran',
        run: 'gho-nightly-3',
        runUID: 'u3',
      },
    ],
  },
);

/** A backfill that has begun. */
export const backfilling = schedule(
  {
    cron: ['0 0 1 * *'],
    timeZone: 'UTC',
    backfill: { from: '2025-01-01', to: '2025-12-31', parallelism: 2 },
  },
  {
    conditions: ready('True', 'Backfilling', 'the ticks of the range run in their order'),
    lastTick: '2025-05-01T00:00:00Z',
    nextTicks: ['2025-06-01T00:00:00Z'],
    active: 2,
    consecutiveFailures: 0,
    totals: { ran: 5 },
    backfill: { total: 12, started: 5, succeeded: 2, failed: 1, cancelled: 0 },
    ledger: [
      {
        tick: '2025-04-01T00:00:00Z',
        verdict: 'Ran',
        run: 'b-1',
        runUID: 'u1',
      },
      { tick: '2025-05-01T00:00:00Z', verdict: 'Ran', run: 'b-2' },
    ],
  },
  'gho-2025',
);
