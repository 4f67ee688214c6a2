import type { StoredPipelineRun, StoredPipelineSpecStage } from '@gho-platform/api';
import { apiVersion, jobFinalizer } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';
import { jobFor } from '@gho-platform/manifests';

/** Names of the stages of every chain, in order. */
export const stageNames = ['one', 'two', 'three', 'four'] as const;

/** Name of the Pipeline of four stages that do nothing. */
export const pipelineName = 'bench';

/** Where and what a chain of stages runs. */
export interface Workload {
  readonly namespace: string;
  readonly image: string;
  /** Arguments of every stage's container; on fake nodes they say how long it works. */
  readonly args?: readonly string[];
  /** How many runs of the Pipeline may be under way; absent means all. */
  readonly limit?: number;
}

/** pipelineOf is the Pipeline of a workload, as it is applied. */
export function pipelineOf({ namespace, image, args, limit }: Workload): KubeObject {
  const stages = stageNames.map((name) => ({
    name,
    image,
    resources,
    ...(args === undefined ? {} : { args }),
  }));
  const concurrency = limit === undefined ? {} : { concurrency: { limit } };
  const spec = { ...concurrency, stages };
  const metadata = { name: pipelineName, namespace };
  return { apiVersion, kind: 'Pipeline', metadata, spec } as KubeObject;
}

/** runOf is one run of it. */
export function runOf({ namespace }: Workload, name: string): KubeObject {
  const spec = { pipelineRef: { name: pipelineName } };
  return { apiVersion, kind: 'PipelineRun', metadata: { name, namespace }, spec } as KubeObject;
}

/**
 * plainJob is the Job of a stage as the operator makes it, but without an owner and without the
 * finalizer: whatever the operator adds to the work of Kubernetes is not in it.
 */
export function plainJob(workload: Workload, chain: string, stage: string): KubeObject {
  const { metadata, ...job } = operatorsJob(workload, chain, stage);
  const { finalizers = [], ...kept } = metadata ?? {};
  return {
    ...job,
    metadata: {
      ...kept,
      ownerReferences: [],
      finalizers: finalizers.filter((finalizer) => finalizer !== jobFinalizer),
    },
  };
}

/** barePod is the pod which that Job would make. */
export function barePod(workload: Workload, chain: string, stage: string): KubeObject {
  const { metadata, spec } = operatorsJob(workload, chain, stage);
  const { template } = spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...template?.metadata,
      ...(metadata?.name === undefined ? {} : { name: metadata.name }),
      namespace: workload.namespace,
    },
    spec: template?.spec,
  } as KubeObject;
}

const resources = { requests: { cpu: '1m', memory: '1Mi' } };

type RenderedJob = KubeObject & {
  readonly spec?: { readonly template?: { readonly metadata?: object; readonly spec?: object } };
};

/** The operator's own rendering, for a run that is not stored. */
function operatorsJob(
  { namespace, image, args }: Workload,
  chain: string,
  stageName: string,
): RenderedJob {
  const run: StoredPipelineRun = {
    apiVersion,
    kind: 'PipelineRun',
    metadata: {
      name: chain,
      namespace,
      uid: chain,
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: { pipelineRef: { name: pipelineName }, suspend: false },
  };
  const stage: StoredPipelineSpecStage = {
    name: stageName,
    image,
    imagePullPolicy: 'IfNotPresent',
    shards: 1,
    resources,
    terminationGracePeriodSeconds: 30,
    retry: { limit: 0, backoffSeconds: 0, factor: 1, maxBackoffSeconds: 1 },
  };
  const name = `${chain}-${stageName}-1`;
  const action = { verb: 'createJob', name, stage: stageName, attempt: 1, env: [] } as const;
  const started = args === undefined ? action : { ...action, args };
  return jobFor({ run, stage, action: started }) as unknown as RenderedJob;
}
