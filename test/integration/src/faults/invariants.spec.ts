import { apiVersion, jobFinalizer, labels } from '@gho-platform/api';
import type { StoredPipelineRun } from '@gho-platform/api';
import { describe, expect, it } from '@jest/globals';
import type { PodEvent } from '../operator/fake-kubelet.ts';
import type { Approved, History } from './invariants.ts';
import { violations } from './invariants.ts';
import { fourStages } from './scenario.ts';

const uid = 'u-1';
const run: StoredPipelineRun = {
  apiVersion,
  kind: 'PipelineRun',
  metadata: {
    name: 'run',
    namespace: 'demo',
    uid,
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: '2026-06-01T00:00:00Z',
  },
  spec: { pipelineRef: { name: 'demo' }, suspend: false },
  status: {
    conditions: [
      {
        type: 'Succeeded',
        status: 'True',
        reason: 'Succeeded',
        message: '',
        lastTransitionTime: '2026-06-01T00:00:00Z',
      },
    ],
  },
};

function identity(stage: string, attempt: number) {
  return { namespace: 'demo', run: 'run', stage, attempt, pod: `run-${stage}-${attempt}-x` };
}

const started = (stage: string, attempt = 1): PodEvent => ({
  kind: 'Started',
  ...identity(stage, attempt),
});
const ended = (stage: string, attempt = 1, exitCode = 0): PodEvent => ({
  kind: 'Ended',
  ...identity(stage, attempt),
  exitCode,
});
const approved: Approved = { kind: 'Approved', stage: 'dbt' };
const job = (name: string, more: object = {}) => ({
  metadata: { name, labels: { [labels.runUid]: uid } },
  ...more,
});

const good: History = {
  spec: fourStages,
  journal: [
    ...[started('ingest'), ended('ingest'), started('transform'), ended('transform', 1, 1)],
    ...[started('transform', 2), ended('transform', 2), approved, started('dbt'), ended('dbt')],
  ],
  jobsCreated: ['run-ingest-1', 'run-transform-1', 'run-transform-2', 'run-dbt-1'],
  run,
  jobs: [job('run-ingest-1')],
};
const held = { labels: { [labels.runUid]: uid }, finalizers: [jobFinalizer] };

describe('violations', () => {
  it('finds none in a good run', () => {
    expect(violations(good)).toEqual([]);
  });

  const without = (dropped: PodEvent | Approved): History['journal'] =>
    good.journal.filter((event) => JSON.stringify(event) !== JSON.stringify(dropped));

  const bad: [string, Partial<History>, string][] = [
    [
      'two pods at the same time',
      { journal: without(ended('ingest')) },
      'pod run-transform-1-x started beside run-ingest-1-x',
    ],
    [
      'a stage before the success of the one before it',
      { journal: without(ended('transform', 2)) },
      'stage dbt started before stage transform succeeded',
    ],
    [
      'a stage before its approval',
      { journal: without(approved) },
      'stage dbt started before it was approved',
    ],
    [
      'a Job that is created twice',
      { jobsCreated: [...good.jobsCreated, 'run-dbt-1'] },
      'job run-dbt-1 was created 2 times',
    ],
    [
      'a Job without a pod',
      { jobsCreated: [...good.jobsCreated, 'run-dbt-2'] },
      '5 jobs were created and 4 pods started',
    ],
    ['a run without an end', { run: { ...run, status: {} } }, 'the run did not end'],
    [
      'a Job that is held',
      { jobs: [job('run-dbt-1', { metadata: { name: 'run-dbt-1', ...held } })] },
      'job run-dbt-1 is held after the end',
    ],
    [
      'a Job that works on',
      { jobs: [job('run-dbt-1', { status: { active: 1 } })] },
      'job run-dbt-1 works after the end',
    ],
    [
      'a Job of another run',
      { jobs: [{ metadata: { name: 'run-dbt-1', labels: { [labels.runUid]: 'u-0' } } }] },
      'job run-dbt-1 is of another run',
    ],
    ['a pod that goes on', { journal: without(ended('dbt')) }, '4 pods started and 3 ended'],
  ];
  it.each(bad)('finds %s', (_name, change, message) => {
    expect(violations({ ...good, ...change })).toContain(message);
  });
});
