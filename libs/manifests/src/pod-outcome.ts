import { exitCodes, stageContainer } from '@gho-platform/api';
import type { FailureReason, Instant } from '@gho-platform/run-core';
import type { V1ContainerStateTerminated, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { instantOf, noInstant } from './instant.ts';
import { parseResult } from './parse-result.ts';
import type { TerminationMessage } from './parse-result.ts';

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
  'Evicted',
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
  const { exitCode } = terminated;
  return {
    shard: shardOf(pod),
    at: instantOf(terminated.finishedAt) ?? instantOf(pod.metadata?.creationTimestamp) ?? noInstant,
    exitCode,
    byItself: exitCode === exitCodes.done || !wasDisturbed(pod, terminated),
    reason: exitCode === exitCodes.done ? undefined : failureReason(terminated),
    said: parseResult(terminated.message),
  };
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

export function shardOf(pod: V1Pod): number {
  const key = 'batch.kubernetes.io/job-completion-index';
  const index = Number(pod.metadata?.annotations?.[key] ?? pod.metadata?.labels?.[key] ?? 0);
  return Number.isSafeInteger(index) && index >= 0 ? index : 0;
}

function wasDisturbed(pod: V1Pod, terminated: V1ContainerStateTerminated): boolean {
  const disrupted = pod.status?.conditions?.some(
    ({ type, status }) => type === 'DisruptionTarget' && status === 'True',
  );
  return (
    disrupted === true ||
    pod.metadata?.deletionTimestamp !== undefined ||
    lostReasons.has(pod.status?.reason ?? '') ||
    terminated.reason === 'ContainerStatusUnknown'
  );
}

function failureReason({ exitCode, reason }: V1ContainerStateTerminated): FailureReason {
  if (exitCode === exitCodes.dataRejected) return 'DataRejected';
  if (exitCode === exitCodes.configurationInvalid) return 'ConfigurationInvalid';
  // The kubelet reports a program that cannot be executed this way; no retry will help.
  if (reason === 'ContainerCannotRun' || reason === 'StartError') return 'ConfigurationInvalid';
  return reason === 'OOMKilled' ? 'OutOfMemory' : 'StageCrashed';
}
