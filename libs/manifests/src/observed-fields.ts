import { labels, stageContainer } from '@gho-platform/api';
import type { V1Job, V1ObjectMeta, V1Pod, V1PodStatus } from '@kubernetes/client-node';
import { shardKey } from './pod-outcome.ts';

/** Labels and annotations that are read: those of stages, and which shard a pod is. */
const keptKeys: ReadonlySet<string> = new Set([...Object.values(labels), shardKey]);
/** Conditions of a pod that say something about a stage. */
const keptConditions: ReadonlySet<string> = new Set(['DisruptionTarget', 'PodScheduled']);

/**
 * observedPod keeps of a pod what observeJob reads, about half of it: an operator remembers thousands that
 * have ended.
 */
export function observedPod({ metadata = {}, status = {} }: V1Pod): V1Pod {
  return { metadata: observedMetadata(metadata), status: observedStatus(status) };
}

/** observedJob keeps of a Job what observeJob reads. */
export function observedJob({ metadata = {}, spec = { template: {} }, status }: V1Job): V1Job {
  const { completions, completionMode } = spec;
  return {
    metadata: observedMetadata(metadata),
    spec: defined({ completions, completionMode, template: {} }),
    ...(status === undefined ? {} : { status }),
  };
}

function observedMetadata(metadata: V1ObjectMeta): V1ObjectMeta {
  const { name, namespace, uid, resourceVersion, ownerReferences, finalizers } = metadata;
  const { creationTimestamp, deletionTimestamp } = metadata;
  return defined({
    ...{ name, namespace, uid, resourceVersion, ownerReferences, finalizers },
    ...{ creationTimestamp, deletionTimestamp },
    labels: observedKeys(metadata.labels),
    annotations: observedKeys(metadata.annotations),
  });
}

function observedKeys(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(given).filter(([key]) => keptKeys.has(key)));
}

function observedStatus(status: V1PodStatus): V1PodStatus {
  const { phase, reason, message, conditions, containerStatuses } = status;
  return defined({
    ...{ phase, reason, message },
    conditions: conditions?.filter(({ type }) => keptConditions.has(type)),
    containerStatuses: containerStatuses
      ?.filter(({ name }) => name === stageContainer)
      .map(({ name, state, image, ready, restartCount }) =>
        defined({ ...{ name, state, image, ready, restartCount }, imageID: '' }),
      ),
  });
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Without the fields that are not there. */
function defined<T extends object>(fields: T): Defined<T> {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as Defined<T>;
}
