import { describe, expect, it } from '@jest/globals';
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import { disrupted, jobCondition, makeJob, makePod, terminated } from './__fixtures__/make-job.ts';
import { observe } from './__fixtures__/observe.ts';

interface Case {
  readonly job?: V1Job;
  readonly pods?: readonly V1Pod[];
  readonly want: object;
}

const undecided = { kind: 'Undecided' };

function withConditions(...conditions: ReturnType<typeof jobCondition>[]): V1Job {
  return makeJob({ status: { conditions } });
}

const ofOnePod: Record<string, Case> = {
  'is undecided without pods': { want: undecided },
  'is undecided while the container runs': {
    pods: [makePod({ state: { running: {} } })],
    want: undecided,
  },
  'is success as soon as the container ended with 0, whatever the pod says': {
    pods: [makePod({ state: terminated(0, { result: { rows: { read: 3 } } }), phase: 'Running' })],
    want: { kind: 'Succeeded', at: '2026-06-01T12:05:00.000Z', result: { rows: { read: 3 } } },
  },
  'is success even if the pod was being deleted': {
    pods: [makePod({ state: terminated(0), deleted: true, conditions: [disrupted] })],
    want: { kind: 'Succeeded' },
  },
  'ignores sidecars that others inject': {
    pods: [makePod({ state: terminated(0), sidecar: { running: {} } })],
    want: { kind: 'Succeeded' },
  },
  'ignores a sidecar that failed': {
    pods: [makePod({ state: { running: {} }, sidecar: terminated(1) })],
    want: undecided,
  },
  'ignores pods of other Jobs': {
    pods: [makePod({ state: terminated(0), owner: 'other' })],
    want: undecided,
  },
  'is failure by the exit code, with what the stage said': {
    pods: [
      makePod({
        state: terminated(65, { result: { reason: 'DataQualityFailed', message: '2 of 9' } }),
      }),
    ],
    want: {
      kind: 'Failed',
      reason: 'DataRejected',
      exitCode: 65,
      detail: 'DataQualityFailed',
      message: '2 of 9',
    },
  },
  'knows the code of a wrong configuration': {
    pods: [makePod({ state: terminated(78) })],
    want: { kind: 'Failed', reason: 'ConfigurationInvalid', exitCode: 78 },
  },
  'knows a program that cannot be started': {
    pods: [makePod({ state: terminated(128, { reason: 'StartError', message: 'no such file' }) })],
    want: { reason: 'ConfigurationInvalid', message: 'no such file' },
  },
  'does not blame the configuration for a node on which nothing starts': {
    pods: [
      makePod({
        state: terminated(128, { reason: 'StartError', message: 'no space left on device' }),
      }),
    ],
    want: { reason: 'StageCrashed', message: 'no space left on device' },
  },
  'takes a last log line for the message, though it is an object': {
    pods: [makePod({ state: terminated(1, { message: '{"level":50,"msg":"no disk"}' }) })],
    want: { reason: 'StageCrashed', message: '{"level":50,"msg":"no disk"}' },
  },
  'knows a crash': {
    pods: [makePod({ state: terminated(1) })],
    want: { reason: 'StageCrashed', message: 'the container exited with code 1' },
  },
  'takes the last log lines of a crash for the message': {
    pods: [makePod({ state: terminated(1, { message: 'Traceback\nValueError: x\n' }) })],
    want: { reason: 'StageCrashed', message: 'Traceback\nValueError: x' },
  },
  'knows a container that was out of memory': {
    pods: [makePod({ state: terminated(137, { reason: 'OOMKilled' }) })],
    want: { reason: 'OutOfMemory', message: 'the container used more memory than its limit' },
  },
  'decides nothing about a pod that was evicted': {
    pods: [makePod({ state: terminated(143), conditions: [disrupted] })],
    want: undecided,
  },
  'decides nothing about a pod that was deleted': {
    pods: [makePod({ state: terminated(143), deleted: true })],
    want: undecided,
  },
  'decides nothing about a pod of a lost node': {
    pods: [makePod({ state: terminated(137, { reason: 'ContainerStatusUnknown' }) })],
    want: undecided,
  },
  'decides nothing about a pod that the kubelet evicted': {
    pods: [
      makePod({
        state: terminated(137),
        phase: 'Failed',
        reason: 'Evicted',
        conditions: [disrupted],
      }),
    ],
    want: undecided,
  },
  'decides nothing about a container that a reboot ended': {
    pods: [makePod({ state: terminated(255, { reason: 'Unknown' }) })],
    want: undecided,
  },
  'takes a pod that was evicted for its own use of storage for a failure of the stage': {
    pods: [
      makePod({
        state: terminated(137),
        phase: 'Failed',
        reason: 'Evicted',
        message: 'Usage of EmptyDir volume "tmp" exceeds the limit "2Gi".',
      }),
    ],
    want: {
      kind: 'Failed',
      reason: 'StageCrashed',
      detail: 'StorageLimitExceeded',
      message: 'Usage of EmptyDir volume "tmp" exceeds the limit "2Gi".',
    },
  },
};

const ofTheJob: Record<string, Case> = {
  'believes the Job that its deadline passed': {
    job: withConditions(jobCondition('FailureTarget', 'DeadlineExceeded', 'Job was active')),
    pods: [makePod({ state: terminated(143), deleted: true })],
    want: {
      kind: 'Failed',
      reason: 'AttemptTimedOut',
      at: '2026-06-01T12:09:00.000Z',
      message: 'DeadlineExceeded: Job was active',
    },
  },
  'takes a Job that gave up on a deleted pod for lost infrastructure': {
    job: withConditions(jobCondition('Failed', 'BackoffLimitExceeded')),
    pods: [makePod({ state: terminated(143), deleted: true })],
    want: { kind: 'Failed', reason: 'InfrastructureLost' },
  },
  'takes a Job that gave up without pods for lost infrastructure': {
    job: withConditions(jobCondition('Failed', 'BackoffLimitExceeded')),
    want: { kind: 'Failed', reason: 'InfrastructureLost' },
  },
  'tells what the kubelet said of a pod that it never started': {
    job: withConditions(jobCondition('Failed', 'BackoffLimitExceeded')),
    pods: [
      makePod({ phase: 'Failed', reason: 'OutOfcpu', message: 'Node did not have enough cpu' }),
    ],
    want: {
      reason: 'InfrastructureLost',
      message: 'BackoffLimitExceeded: ; OutOfcpu: Node did not have enough cpu',
    },
  },
  'takes a Job that gave up on a pod over its limit for a failure of the stage': {
    job: withConditions(jobCondition('Failed', 'BackoffLimitExceeded')),
    pods: [makePod({ phase: 'Failed', reason: 'Evicted', message: 'over its limit' })],
    want: { reason: 'StageCrashed' },
  },
  'keeps what the stage itself said, though its pod was deleted then': {
    job: withConditions(jobCondition('Failed', 'BackoffLimitExceeded')),
    pods: [makePod({ state: terminated(65), deleted: true })],
    want: { kind: 'Failed', reason: 'DataRejected', exitCode: 65 },
  },
  'takes a result that went with its pod for lost, when the Job is complete': {
    job: withConditions(jobCondition('SuccessCriteriaMet', 'CompletionsReached')),
    want: {
      kind: 'Failed',
      reason: 'InfrastructureLost',
      at: '2026-06-01T12:09:00.000Z',
      message: 'the work was done, but 1 of 1 pods are gone, and with them what they reported',
    },
  },
  'takes a result that went with its pod for lost, when the Job has counted it': {
    job: makeJob({ status: { succeeded: 1 } }),
    want: { kind: 'Failed', reason: 'InfrastructureLost' },
  },
  'prefers the end of the container to the deadline of the Job': {
    job: withConditions(jobCondition('Failed', 'DeadlineExceeded')),
    pods: [makePod({ state: terminated(0) })],
    want: { kind: 'Succeeded' },
  },
};

const ofShards: Record<string, Case> = {
  'waits for every shard': {
    job: makeJob({}, 2),
    pods: [
      makePod({ shard: 0, state: terminated(0) }),
      makePod({ shard: 1, state: { running: {} } }),
    ],
    want: undecided,
  },
  'counts shards whose pods are gone': {
    job: makeJob({ status: { completedIndexes: '0,2-3' } }, 5),
    pods: [
      makePod({ shard: 1, state: terminated(0, { result: { rows: { read: 3 } } }) }),
      makePod({ shard: 4, state: terminated(0) }),
    ],
    want: { kind: 'Succeeded' },
  },
  'keeps outputs on which the shards agree whose pods are there': {
    job: makeJob({ status: { completedIndexes: '1' } }, 3),
    pods: [0, 2].map((shard) =>
      makePod({ shard, state: terminated(0, { result: { outputs: { date: 'x' } } }) }),
    ),
    want: { kind: 'Succeeded', result: { outputs: [{ name: 'date', value: 'x' }] } },
  },
  'takes outputs that differ from shard to shard for lost with one of the pods': {
    job: makeJob({ status: { completedIndexes: '1' } }, 3),
    pods: [0, 2].map((shard) =>
      makePod({ shard, state: terminated(0, { result: { outputs: { key: `k${shard}` } } }) }),
    ),
    want: {
      kind: 'Failed',
      reason: 'InfrastructureLost',
      message: 'the work was done, but 1 of 3 pods are gone, and with them what they reported',
      result: {},
    },
  },
  'does not count one shard twice': {
    job: makeJob({ status: { completedIndexes: '0' } }, 2),
    pods: [
      makePod({ shard: 0, state: terminated(0) }),
      makePod({ shard: 0, state: terminated(0) }),
    ],
    want: undecided,
  },
  'takes the pod that replaced an evicted one': {
    job: makeJob({}, 2),
    pods: [
      makePod({ shard: 0, state: terminated(143), conditions: [disrupted] }),
      makePod({ shard: 0, state: terminated(0) }),
      makePod({ shard: 1, state: terminated(0) }),
    ],
    want: { kind: 'Succeeded' },
  },
  'fails with the first shard that fails': {
    job: makeJob({}, 3),
    pods: [
      makePod({ shard: 0, state: terminated(0) }),
      makePod({ shard: 2, state: terminated(1) }),
      makePod({ shard: 1, state: { running: {} } }),
    ],
    want: { kind: 'Failed', reason: 'StageCrashed' },
  },
  'prefers the failure that no retry can mend': {
    job: makeJob({}, 2),
    pods: [
      makePod({ shard: 0, state: terminated(1) }),
      makePod({ shard: 1, state: terminated(65) }),
    ],
    want: { kind: 'Failed', reason: 'DataRejected', exitCode: 65 },
  },
  'is not misled by an absurd list of indexes': {
    job: makeJob({ status: { completedIndexes: '0-99999999999,x,-1,5-2' } }, 3),
    pods: [makePod({ shard: 2, state: terminated(0) })],
    want: { kind: 'Succeeded' },
  },
};

describe('verdict', () => {
  for (const [name, { job, pods, want }] of Object.entries({
    ...ofOnePod,
    ...ofTheJob,
    ...ofShards,
  })) {
    it(name, () => {
      expect(observe(job ?? makeJob(), pods ?? []).verdict).toMatchObject(want);
    });
  }
});
