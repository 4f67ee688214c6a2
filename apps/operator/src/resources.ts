import { group, version } from '@gho-platform/api';
import type { KubeObject, Resource } from '@gho-platform/kube';
import { observedJob, observedPod } from '@gho-platform/manifests';
import type { V1Job, V1Pod } from '@kubernetes/client-node';

export const pipelines: Resource = { group, version, plural: 'pipelines', kind: 'Pipeline' };

export const pipelineRuns: Resource = {
  group,
  version,
  plural: 'pipelineruns',
  kind: 'PipelineRun',
};

export const pipelineSchedules: Resource = {
  group,
  version,
  plural: 'pipelineschedules',
  kind: 'PipelineSchedule',
};

/**
 * client-node's types say Date where JSON has RFC 3339 text. Objects stay as they travelled, so the
 * types are changed here, at the border to libs/manifests, which reads both.
 */
export function asJob(object: KubeObject): V1Job {
  return object as unknown as V1Job;
}

/** See asJob. */
export function asPods(objects: readonly KubeObject[]): readonly V1Pod[] {
  return objects as unknown as readonly V1Pod[];
}

/** See asJob. */
export function fromJob(job: V1Job): KubeObject {
  return job as unknown as KubeObject;
}

/** What is kept of a Job: see observedJob. */
export function jobToKeep(object: KubeObject): KubeObject {
  return fromJob(observedJob(asJob(object)));
}

/** What is kept of a pod: see observedPod. */
export function podToKeep(object: KubeObject): KubeObject {
  return observedPod(object as unknown as V1Pod) as unknown as KubeObject;
}
