import { jobFinalizer, labels, stageContainer } from '@gho-platform/api';
import type {
  V1ContainerState,
  V1ContainerStateTerminated,
  V1Job,
  V1JobCondition,
  V1Pod,
  V1PodCondition,
} from '@kubernetes/client-node';

const jobUid = 'job-uid';
const created = new Date('2026-06-01T12:00:00Z');

/** A Job of stage `ingest`, attempt 1, as the API server has it. */
export function makeJob(fields: Partial<V1Job> = {}, shards = 1): V1Job {
  return {
    metadata: {
      name: 'gho-1-ingest-1',
      uid: jobUid,
      creationTimestamp: created,
      labels: { [labels.stage]: 'ingest', [labels.attempt]: '1' },
      finalizers: [jobFinalizer],
    },
    spec: {
      completions: shards,
      completionMode: shards > 1 ? 'Indexed' : 'NonIndexed',
      template: { spec: { containers: [] } },
    },
    ...fields,
  };
}

/** A condition of a Job that is true. */
export function jobCondition(type: string, reason: string, message = ''): V1JobCondition {
  const at = new Date('2026-06-01T12:09:00Z');
  return { type, status: 'True', reason, message, lastTransitionTime: at };
}

export interface PodFields {
  readonly shard?: number;
  readonly state?: V1ContainerState;
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly conditions?: V1PodCondition[];
  readonly deleted?: boolean;
  readonly owner?: string;
  readonly sidecar?: V1ContainerState;
}

/** A pod of makeJob's Job, without what the operator's cache strips: its spec. */
export function makePod(fields: PodFields = {}): V1Pod {
  const { shard = 0, state = {}, phase = 'Running', owner = jobUid, sidecar } = fields;
  return {
    metadata: {
      name: `gho-1-ingest-1-${shard}-abcde`,
      creationTimestamp: created,
      annotations: { 'batch.kubernetes.io/job-completion-index': String(shard) },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: owner, controller: true },
      ],
      ...(fields.deleted === true ? { deletionTimestamp: created } : {}),
    },
    status: {
      phase,
      ...given(fields),
      containerStatuses: [
        ...(sidecar === undefined ? [] : [containerStatus('istio-proxy', sidecar)]),
        { ...containerStatus(stageContainer, state), image: 'gho-platform/ingest:0.1.0' },
      ],
    },
  };
}

function given({ reason, message, conditions }: PodFields): NonNullable<V1Pod['status']> {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}

/** The stage container has terminated. */
export function terminated(
  exitCode: number,
  fields: Partial<V1ContainerStateTerminated> & { result?: unknown } = {},
): V1ContainerState {
  const { result, ...others } = fields;
  return {
    terminated: {
      exitCode,
      finishedAt: new Date('2026-06-01T12:05:00Z'),
      ...(result === undefined ? {} : { message: JSON.stringify(result) }),
      ...others,
    },
  };
}

export const disrupted: V1PodCondition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
};

function containerStatus(
  name: string,
  state: V1ContainerState,
): NonNullable<NonNullable<V1Pod['status']>['containerStatuses']>[number] {
  return { name, state, image: '', imageID: '', ready: false, restartCount: 0 };
}
