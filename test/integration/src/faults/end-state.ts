import type { StoredPipelineRun } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';

const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const uid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * endState is what a run came to, in a form in which two runs can be compared: its status and its Jobs
 * without times, uids and the name of the namespace, which differ from one run to the next.
 */
export function endState(run: StoredPipelineRun, jobs: readonly KubeObject[]): unknown {
  const kept = {
    status: run.status,
    jobs: jobs
      .map(({ metadata, ...job }) => ({
        name: metadata?.name ?? '',
        finalizers: metadata?.finalizers,
        spec: (job as { spec?: unknown }).spec,
      }))
      .toSorted((one, other) => one.name.localeCompare(other.name)),
  };
  const text = JSON.stringify(kept, (key, value: unknown) =>
    // Recorded only where a Job is seen before its end.
    key === 'jobUID' ? undefined : value,
  )
    .replaceAll(instant, '<time>')
    .replaceAll(uid, '<uid>')
    .replaceAll(`"${run.metadata.namespace}"`, '"<namespace>"');
  return JSON.parse(text);
}
