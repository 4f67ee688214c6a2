import type {
  PipelineRunStatus,
  StoredPipeline,
  StoredPipelineRun,
  StoredPipelineSpec,
} from '@gho-platform/api';
import { apiVersion, jobFinalizer, labels } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';

export const namespace = 'demo';

const stored = {
  namespace,
  resourceVersion: '1',
  generation: 1,
  creationTimestamp: '2026-06-01T00:00:00Z',
};

/** A stage as the API server stores it, defaults included. */
function stage(name: string): StoredPipelineSpec['stages'][number] {
  return {
    name,
    image: `example.org/${name}:1`,
    imagePullPolicy: 'IfNotPresent',
    shards: 1,
    terminationGracePeriodSeconds: 30,
    retry: { limit: 2, backoffSeconds: 10, factor: 2, maxBackoffSeconds: 300 },
  };
}

export const pipelineSpec: StoredPipelineSpec = { stages: [stage('ingest'), stage('transform')] };

export function makePipeline(spec: StoredPipelineSpec = pipelineSpec): StoredPipeline {
  return {
    apiVersion,
    kind: 'Pipeline',
    metadata: { ...stored, name: 'gho', uid: 'uid-gho' },
    spec,
  };
}

export function makeRun(name: string, status?: PipelineRunStatus): StoredPipelineRun {
  return {
    apiVersion,
    kind: 'PipelineRun',
    metadata: { ...stored, name, uid: `uid-${name}` },
    spec: { pipelineRef: { name: 'gho' }, suspend: false },
    ...(status === undefined ? {} : { status }),
  };
}

/** A status that says that the run has ended well. */
export const endedStatus: PipelineRunStatus = {
  conditions: [
    {
      type: 'Succeeded',
      status: 'True',
      reason: 'Succeeded',
      message: 'all stages succeeded',
      lastTransitionTime: '2026-06-01T01:00:00.000Z',
    },
  ],
};

/** A Job that the operator made for a run. */
export function makeJob(name: string, run: StoredPipelineRun): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace,
      labels: {
        [labels.run]: run.metadata.name,
        [labels.runUid]: run.metadata.uid,
        [labels.stage]: 'ingest',
        [labels.attempt]: '1',
      },
      finalizers: [jobFinalizer],
      ownerReferences: [
        {
          apiVersion,
          kind: 'PipelineRun',
          name: run.metadata.name,
          uid: run.metadata.uid,
          controller: true,
        },
      ],
    },
  };
}
