import { shorten } from '@gho-platform/run-core';
import type { Blockage, Instant } from '@gho-platform/run-core';
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import { instantOf, noInstant } from './instant.ts';
import { stageStatus } from './pod-outcome.ts';
import { bounds } from './result-bounds.ts';

/** What a container waits for, by the kubelet's reason. */
const waitingReasons: ReadonlyMap<string, Blockage['reason']> = new Map([
  ['ErrImagePull', 'ImagePull'],
  ['ImagePullBackOff', 'ImagePull'],
  ['InvalidImageName', 'ImagePull'],
  ['ErrImageNeverPull', 'ImagePull'],
  ['RegistryUnavailable', 'ImagePull'],
  ['CreateContainerConfigError', 'ContainerConfig'],
  ['CreateContainerError', 'ContainerConfig'],
  ['RunContainerError', 'ContainerConfig'],
]);

/**
 * blockageOf says why nothing of an undecided Job runs; undefined as soon as one shard works. Jobs
 * that just started look blocked for a moment: the decision shows a blockage only when it lasts.
 */
export function blockageOf(job: V1Job, pods: readonly V1Pod[]): Blockage | undefined {
  if (pods.some((pod) => stageStatus(pod)?.state?.running !== undefined)) return undefined;
  if (pods.length === 0) return withoutPods(job);
  for (const pod of pods) {
    const blockage = unschedulable(pod) ?? containerWaits(pod);
    if (blockage !== undefined) return blockage;
  }
  return undefined;
}

/**
 * A Job without pods is refused by quota or admission. The API server tells the Job controller why,
 * which passes it on in an event only; the operator may not read events, so the message says where.
 */
function withoutPods(job: V1Job): Blockage | undefined {
  if (hadPods(job) || job.metadata?.deletionTimestamp !== undefined) return undefined;
  const name = job.metadata?.name ?? '';
  return {
    reason: 'Quota',
    on: name,
    since: instantOf(job.metadata?.creationTimestamp) ?? noInstant,
    message: `job ${name} has no pods; a quota or an admission policy may refuse them: see "kubectl describe job ${name}"`,
  };
}

function hadPods({ status }: V1Job): boolean {
  const counts = [status?.active, status?.succeeded, status?.failed, status?.terminating];
  return counts.some((count) => count !== undefined && count > 0);
}

function unschedulable(pod: V1Pod): Blockage | undefined {
  const condition = pod.status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  if (condition === undefined) return undefined;
  return {
    reason: 'Unschedulable',
    on: nameOf(pod),
    since: instantOf(condition.lastTransitionTime) ?? createdAt(pod),
    message: shorten(condition.message ?? 'the scheduler found no node', bounds.message),
  };
}

function containerWaits(pod: V1Pod): Blockage | undefined {
  const { reason: word = '', message = word } = stageStatus(pod)?.state?.waiting ?? {};
  const reason = waitingReasons.get(word);
  if (reason === undefined) return undefined;
  return {
    reason,
    on: shorten(reason === 'ImagePull' ? imageOf(pod) : nameOf(pod), bounds.name),
    since: scheduledAt(pod),
    message: shorten(message, bounds.message),
  };
}

function nameOf(pod: V1Pod): string {
  return pod.metadata?.name ?? '';
}

/** As the kubelet reports it: cached pods come without their spec. */
function imageOf(pod: V1Pod): string {
  return stageStatus(pod)?.image ?? '';
}

/** Containers carry no time of their own while they wait; the pod was placed just before. */
function scheduledAt(pod: V1Pod): Instant {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return instantOf(scheduled?.lastTransitionTime) ?? createdAt(pod);
}

function createdAt(pod: V1Pod): Instant {
  return instantOf(pod.metadata?.creationTimestamp) ?? noInstant;
}
