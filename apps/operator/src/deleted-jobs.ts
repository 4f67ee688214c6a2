import { jobFinalizer } from '@gho-platform/api';
import type { StoredPipelineRun } from '@gho-platform/api';
import type { Api, KubeObject } from '@gho-platform/kube';
import { jobs, refOfObject } from '@gho-platform/kube';
import type { Caches } from './caches.ts';
import { indexes } from './caches.ts';

/** Finalizers with which the garbage collector deletes the pods first, or leaves them. */
const decidedFinalizers = ['foregroundDeletion', 'orphan'];

export interface DeletedJobsOptions {
  readonly api: Api;
  readonly caches: Caches;
}

/**
 * Makes the deletion of a Job by somebody else reach its pods. `kubectl delete job` asks for a
 * deletion in the background: pods go after their Job, which our finalizer keeps. The stage would
 * run on. Asked once more, in the foreground, the garbage collector takes the pods first.
 */
export async function passDeletionToPods(
  run: StoredPipelineRun,
  { api, caches }: DeletedJobsOptions,
): Promise<void> {
  for (const job of caches.jobs.find(indexes.runUid, run.metadata.uid)) {
    if (!isDeletedInBackground(job)) continue;
    const uid = job.metadata?.uid ?? '';
    await api.delete(jobs, refOfObject(job), { uid, propagation: 'Foreground' });
  }
}

function isDeletedInBackground({ metadata }: KubeObject): boolean {
  const finalizers = metadata?.finalizers ?? [];
  return (
    metadata?.deletionTimestamp !== undefined &&
    finalizers.includes(jobFinalizer) &&
    !finalizers.some((finalizer) => decidedFinalizers.includes(finalizer))
  );
}
