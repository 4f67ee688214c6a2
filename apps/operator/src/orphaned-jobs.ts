import { jobFinalizer } from '@gho-platform/api';
import type { StoredPipelineRun } from '@gho-platform/api';
import type { KubeObject, ObjectRef } from '@gho-platform/kube';
import { controllerOf, jobs, keyOf, refOfObject } from '@gho-platform/kube';
import type { Applied, ReleaseOptions } from './apply.ts';
import { releaseFinalizer } from './apply.ts';
import { indexes } from './caches.ts';
import { pipelineRuns } from './resources.ts';

/**
 * Lets go of Jobs whose run is gone. Our finalizer keeps a Job until its outcome is in the status
 * of its run; without the run there is nothing to keep it for, and the garbage collector, or
 * whoever deleted the run and left its Jobs, could never remove it.
 */
export async function releaseOrphanedJobs(
  ref: ObjectRef,
  cachedRun: StoredPipelineRun | undefined,
  options: Omit<ReleaseOptions, 'key'>,
): Promise<Applied> {
  const { api, caches } = options;
  const key = keyOf(ref);
  const suspects = caches.jobs
    .find(indexes.runKey, key)
    .filter((job) => isHeld(job) && !isControlledBy(job, cachedRun?.metadata.uid));
  let applied: Applied = { kind: 'Applied' };
  if (suspects.length === 0) return applied;
  const run = await api.get<StoredPipelineRun>(pipelineRuns, ref);
  for (const suspect of suspects) {
    const job = await api.get(jobs, refOfObject(suspect));
    if (job === undefined || isControlledBy(job, run?.metadata.uid)) continue;
    const released = await releaseFinalizer(job, { ...options, key });
    if (released.kind !== 'Applied') applied = released;
  }
  return applied;
}

/** Whether the operator keeps the Job from being removed. */
export function isHeld(job: KubeObject): boolean {
  return job.metadata?.finalizers?.includes(jobFinalizer) === true;
}

function isControlledBy(job: KubeObject, uid: string | undefined): boolean {
  return uid !== undefined && controllerOf(job)?.uid === uid;
}
