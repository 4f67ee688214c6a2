import { apiVersion, type StoredPipelineRun } from '@gho-platform/api';
import { jobFor } from '@gho-platform/manifests';

type Fields = Readonly<Record<string, unknown>>;

/** StageJob is a Job as JSON: tests change it into things that no type would allow. */
export interface StageJob {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields & { readonly ownerReferences?: readonly Fields[] };
  readonly spec: Fields & {
    readonly template: { readonly metadata: Fields; readonly spec: StagePod };
  };
}

export interface StagePod extends Fields {
  readonly securityContext: Fields;
  readonly containers: readonly (Fields & { readonly securityContext: Fields })[];
}

const run: StoredPipelineRun = {
  apiVersion,
  kind: 'PipelineRun',
  metadata: {
    name: 'demo',
    namespace: 'gho-platform',
    uid: '5d1c0f0e-8f8c-4c3e-9d43-0a4bf21b7c11',
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: '2026-06-01T00:00:00Z',
  },
  spec: { pipelineRef: { name: 'gho' }, suspend: false },
};

/** stageJob is the Job that the operator makes of a stage as the chart's Pipeline has it. */
export function stageJob(): StageJob {
  const job = jobFor({
    run,
    stage: {
      name: 'transform',
      image: 'gho-platform/transform:0.1.0',
      imagePullPolicy: 'IfNotPresent',
      serviceAccountName: 'gho-transform',
      envFrom: [
        { configMapRef: { name: 'gho-platform-stages' } },
        { secretRef: { name: 'gho-platform-warehouse-loader' } },
      ],
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      shards: 1,
      terminationGracePeriodSeconds: 30,
      retry: { limit: 2, backoffSeconds: 10, factor: 2, maxBackoffSeconds: 300 },
    },
    action: {
      verb: 'createJob',
      name: 'demo-transform-1',
      stage: 'transform',
      attempt: 1,
      env: [],
    },
  });
  return JSON.parse(JSON.stringify(job)) as StageJob;
}

/** stageJob with other fields in its pod and its container. */
export function changed(pod: object, container: object = {}): StageJob {
  const job = stageJob();
  const { template } = job.spec;
  const containers = template.spec.containers.map((one) => ({ ...one, ...container }));
  const spec = { ...template.spec, containers, ...pod };
  return { ...job, spec: { ...job.spec, template: { ...template, spec } } };
}

/** stageJob whose owner differs. */
export function ownedBy(change: object): StageJob {
  const job = stageJob();
  const ownerReferences = job.metadata.ownerReferences?.map((owner) => ({ ...owner, ...change }));
  return { ...job, metadata: { ...job.metadata, ...(ownerReferences && { ownerReferences }) } };
}

/** stageJob whose pods carry further annotations. */
export function annotated(annotations: object): StageJob {
  const job = stageJob();
  const metadata = { ...job.spec.template.metadata, annotations };
  return { ...job, spec: { ...job.spec, template: { ...job.spec.template, metadata } } };
}
