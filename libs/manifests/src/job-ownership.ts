import { apiVersion } from '@gho-platform/api';
import type { StoredPipelineRun } from '@gho-platform/api';
import type { V1Job, V1OwnerReference, V1Pod } from '@kubernetes/client-node';

/** Who controls a Job that has a name a run may need. */
export type JobOwnership =
  /** This run: its uid is the controller's. */
  | 'Own'
  /** A deleted run of the same name. The garbage collector removes the Job; wait for that. */
  | 'PreviousRun'
  /** Somebody else: the run cannot use the name. */
  | 'Foreign';

/** jobOwnership compares by uid: names can be used again. */
export function jobOwnership(job: V1Job, run: StoredPipelineRun): JobOwnership {
  const owner = controllerOf(job);
  if (owner === undefined) return 'Foreign';
  if (owner.uid === run.metadata.uid) return 'Own';
  const isPrevious =
    owner.kind === 'PipelineRun' &&
    owner.apiVersion === apiVersion &&
    owner.name === run.metadata.name;
  return isPrevious ? 'PreviousRun' : 'Foreign';
}

/** The pods that this very Job made. */
export function podsOf(job: V1Job, pods: readonly V1Pod[]): V1Pod[] {
  const uid = job.metadata?.uid;
  return uid === undefined ? [] : pods.filter((pod) => controllerOf(pod)?.uid === uid);
}

function controllerOf(object: V1Job | V1Pod): V1OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((owner) => owner.controller === true);
}
