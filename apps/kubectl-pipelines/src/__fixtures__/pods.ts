import { labels } from '@gho-platform/api';
import type { ContainerStatus, Pod } from '../why/evidence.ts';
import { at } from './runs.ts';

export interface PodFields {
  readonly stage: string;
  readonly attempt: number;
  readonly shard?: number;
  readonly state?: NonNullable<ContainerStatus['state']>;
  /** Tells pods of the same shard apart. */
  readonly suffix?: string;
  readonly createdAt?: number;
  readonly status?: Pod['status'];
}

export const ended = { terminated: { exitCode: 0 } };
export const running = { running: { startedAt: at(40) } };

/** A pod as the Job controller and the kubelet leave it; ended unless said otherwise. */
export function pod(fields: PodFields): Pod {
  const { stage, attempt, shard, suffix = 'a', createdAt = 0, state = ended } = fields;
  const name = `le-x7k2p-${stage}-${attempt}-${shard ?? 0}-${suffix}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'demo',
      uid: `uid-of-${name}`,
      resourceVersion: '5',
      creationTimestamp: at(createdAt),
      labels: {
        [labels.stage]: stage,
        [labels.attempt]: String(attempt),
        [labels.runUid]: 'uid-of-le-x7k2p',
        ...(shard === undefined ? {} : { 'batch.kubernetes.io/job-completion-index': `${shard}` }),
      },
    },
    status: fields.status ?? { containerStatuses: [{ name: 'stage', state }] },
  };
}
