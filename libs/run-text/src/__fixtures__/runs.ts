import type { PipelineRun, PipelineRunStatus, PipelineRunStatusStage } from '@gho-platform/api';

/** 10:00:00 of the day that the runs of these specs were made; `at(5)` is five seconds later. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 5, 1, 10, 0, seconds)).toISOString().replace('.000Z', 'Z');
}

export function run(status?: PipelineRunStatus): PipelineRun {
  return {
    apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
    kind: 'PipelineRun',
    metadata: { name: 'le-x7k2p', namespace: 'demo', creationTimestamp: at(0) },
    spec: {
      pipelineRef: { name: 'le' },
      parameters: [{ name: 'ingestionDate', value: '2026-06-01' }],
    },
    ...(status === undefined ? {} : { status }),
  };
}

export function condition(
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
): NonNullable<PipelineRunStatus['conditions']>[number] {
  return { type: 'Succeeded', status, reason, message, lastTransitionTime: at(0) };
}

export const ingested: PipelineRunStatusStage = {
  name: 'ingest',
  state: 'Succeeded',
  startedAt: at(1),
  finishedAt: at(7),
  shards: { total: 3, succeeded: 3 },
  rows: { read: 12936, written: 12936, unchanged: 0 },
  outputs: [{ name: 'ingestionDate', value: '2026-06-01' }],
  attempts: [
    {
      number: 1,
      jobName: 'le-x7k2p-ingest-1',
      state: 'Succeeded',
      startedAt: at(1),
      finishedAt: at(7),
    },
  ],
};

export const rejected: PipelineRunStatusStage = {
  name: 'transform',
  state: 'Failed',
  reason: 'DataQualityFailed',
  message: '1 of 12 checks failed',
  startedAt: at(7),
  finishedAt: at(75),
  failures: 2,
  rows: { read: 12936, written: 0, rejected: 36 },
  quality: {
    checks: 12,
    passed: 11,
    warned: 0,
    failed: 1,
    worst: [
      {
        check: 'interval_contains_value',
        severity: 'Quarantine',
        outcome: 'Failed',
        rows: 36,
        examples: ['BTN 2016: 36.9 not in [39.67, 50.29]'],
      },
    ],
  },
  attempts: [
    {
      number: 1,
      jobName: 'le-x7k2p-transform-1',
      state: 'Failed',
      reason: 'Unavailable',
      failureClass: 'Infrastructure',
      exitCode: 75,
      message: 'connect to warehouse: refused\n\u001b[31mtry again\u001b[0m',
      startedAt: at(7),
      finishedAt: at(12),
    },
    {
      number: 2,
      jobName: 'le-x7k2p-transform-2',
      state: 'Failed',
      reason: 'DataQualityFailed',
      failureClass: 'Data',
      exitCode: 65,
      message: '1 of 12 checks failed',
      startedAt: at(42),
      finishedAt: at(75),
    },
  ],
};

export const trained: PipelineRunStatusStage = {
  name: 'train',
  state: 'Succeeded',
  startedAt: at(10),
  finishedAt: at(20),
  model: {
    name: 'le',
    version: '3',
    champion: true,
    metrics: [
      { name: 'mae', value: '1.93', baseline: '4.10' },
      { name: 'rmse', value: '2.50' },
    ],
  },
  tests: { total: 31, passed: 30, warned: 0, failed: 1, failures: ['not_null_x'] },
};

export const halted = run({
  conditions: [condition('False', 'DataQualityFailed', 'stage transform: 1 of 12 checks failed')],
  startedAt: at(1),
  finishedAt: at(76),
  progress: '1/3',
  currentStage: 'transform',
  stages: [ingested, rejected, { name: 'dbt', state: 'Skipped' }],
});

export const waiting = run({
  conditions: [condition('Unknown', 'Retrying', 'stage transform is retried')],
  startedAt: at(1),
  progress: '1/2',
  waiting: {
    reason: 'RetryBackoff',
    on: 'transform',
    since: at(12),
    until: at(42),
    message: 'connect to warehouse: refused',
  },
  stages: [
    ingested,
    {
      name: 'transform',
      state: 'Retrying',
      startedAt: at(7),
      nextAttemptAt: at(42),
      message: 'connect to warehouse: refused',
      attempts: rejected.attempts?.slice(0, 1) ?? [],
    },
  ],
});

/** A run that took over its first stage and waits for somebody to approve the second. */
export const resumed: PipelineRun = run({
  conditions: [condition('Unknown', 'AwaitingApproval', 'stage publish waits for an approval')],
  startedAt: at(1),
  progress: '1/2',
  resumedFrom: {
    name: 'le-old',
    uid: 'uid-of-le-old',
    stage: 'publish',
    message: 'took over ingest; publish runs again: it was Failed in that run',
  },
  waiting: {
    reason: 'Approval',
    on: 'publish',
    since: at(2),
    until: at(62),
    message: 'read the report',
  },
  stages: [
    {
      name: 'ingest',
      state: 'Succeeded',
      startedAt: at(-60),
      finishedAt: at(-54),
      inheritedFrom: 'le-old',
    },
    { name: 'publish', state: 'Pending', approval: { requestedAt: at(2) } },
    { name: 'notify', state: 'Pending', when: 'Finally' },
  ],
});
