import { exitCodes, stageContainer } from '@gho-platform/api';
import { shorten } from '@gho-platform/run-core';
import type { FailureReason, Instant } from '@gho-platform/run-core';
import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { instantOf, noInstant } from './instant.ts';
import { parseResult } from './parse-result.ts';
import type { TerminationMessage } from './parse-result.ts';
import { bounds } from './result-bounds.ts';

/** PodOutcome is what the stage container of one pod did. */
export interface PodOutcome {
  /** JOB_COMPLETION_INDEX; 0 where there is only one shard. */
  readonly shard: number;
  readonly at: Instant;
  readonly exitCode: number;
  /**
   * True when the container ended by itself. False when the pod was evicted, deleted or lost: then
   * a non-zero exit code says nothing about the stage.
   */
  readonly byItself: boolean;
  readonly reason: FailureReason | undefined;
  readonly said: TerminationMessage;
}

/** Pod reasons of the kubelet and the control plane that are not the stage's doing. */
const lostReasons = new Set([
  'NodeLost',
  'NodeAffinity',
  'NodeShutdown',
  'Shutdown',
  'Terminated',
  'Preempting',
  'Preempted',
  'UnexpectedAdmissionError',
]);

/** podOutcome is undefined while the stage container has not terminated. */
export function podOutcome(pod: V1Pod): PodOutcome | undefined {
  const terminated = stageStatus(pod)?.state?.terminated;
  if (terminated === undefined) return undefined;
  return {
    shard: shardOf(pod),
    at: instantOf(terminated.finishedAt) ?? instantOf(pod.metadata?.creationTimestamp) ?? noInstant,
    ...(terminated.exitCode === exitCodes.done ? done(terminated) : notDone(pod, terminated)),
  };
}

type End = Omit<PodOutcome, 'shard' | 'at'>;

function done({ exitCode, message }: V1ContainerStateTerminated): End {
  return { exitCode, byItself: true, reason: undefined, said: parseResult(message) };
}

function notDone(pod: V1Pod, terminated: V1ContainerStateTerminated): End {
  const overLimit = isOverItsLimit(pod);
  return {
    exitCode: terminated.exitCode,
    byItself: overLimit || !wasDisturbed(pod, terminated),
    reason: failureReason(terminated),
    said: overLimit ? overItsLimit(pod) : parseResult(terminated.message),
  };
}

/** Whether somebody or something else ended the pod: an eviction, a drain, a lost node. */
export function isDisrupted(pod: V1Pod): boolean {
  const conditions = pod.status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
}

/** Status of the container that does the work; sidecars that others inject do not count. */
export function stageStatus(pod: V1Pod): V1ContainerStatus | undefined {
  return pod.status?.containerStatuses?.find(({ name }) => name === stageContainer);
}

/** Whether the pod can still do something: its work has not ended and neither has the pod. */
export function isActive(pod: V1Pod): boolean {
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  return stageStatus(pod)?.state?.terminated === undefined;
}

/** The label and, before Kubernetes 1.28, the annotation alone that says which shard a pod is. */
export const shardKey = 'batch.kubernetes.io/job-completion-index';

export function shardOf({ metadata }: V1Pod): number {
  const index = Number(metadata?.annotations?.[shardKey] ?? metadata?.labels?.[shardKey] ?? 0);
  return Number.isSafeInteger(index) && index >= 0 ? index : 0;
}

/**
 * The kubelet evicts a pod under pressure of the node and says so by DisruptionTarget. Without that
 * condition the pod was evicted for what it did itself: it used more storage than its limit.
 */
export function isOverItsLimit(pod: V1Pod): boolean {
  return pod.status?.reason === 'Evicted' && !isDisrupted(pod);
}

function overItsLimit(pod: V1Pod): TerminationMessage {
  const message = pod.status?.message ?? 'the pod used more storage than its limit';
  return { result: {}, reason: 'StorageLimitExceeded', message: shorten(message, bounds.message) };
}

function wasDisturbed(pod: V1Pod, terminated: V1ContainerStateTerminated): boolean {
  return (
    isDisrupted(pod) ||
    pod.metadata?.deletionTimestamp !== undefined ||
    lostReasons.has(pod.status?.reason ?? '') ||
    terminated.reason === 'ContainerStatusUnknown' ||
    isLostWithItsTask(terminated)
  );
}

/** containerd's word, after a reboot, for a container whose end nobody saw. */
function isLostWithItsTask({ reason, exitCode }: V1ContainerStateTerminated): boolean {
  return reason === 'Unknown' && exitCode === 255;
}

function failureReason(terminated: V1ContainerStateTerminated): FailureReason {
  const { exitCode, reason } = terminated;
  if (exitCode === exitCodes.dataRejected) return 'DataRejected';
  if (exitCode === exitCodes.configurationInvalid) return 'ConfigurationInvalid';
  if (cannotBeExecuted(terminated)) return 'ConfigurationInvalid';
  return reason === 'OOMKilled' ? 'OutOfMemory' : 'StageCrashed';
}

/**
 * A container fails to start for a program that is not there, which no retry mends, and as well for
 * a sick node: a full disk, cgroups that cannot be made. Only the text tells them apart.
 */
function cannotBeExecuted({ reason, message = '' }: V1ContainerStateTerminated): boolean {
  const isStart = reason === 'ContainerCannotRun' || reason === 'StartError';
  return isStart && /executable file not found|no such file|permission denied/.test(message);
}
