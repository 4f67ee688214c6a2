import { apiVersion } from '@gho-platform/api';
import type { PipelineStatus, StoredPipeline } from '@gho-platform/api';

/** makePipeline is Pipeline `gho`, which bounds nothing unless `spec` says so, as it is stored. */
export function makePipeline(
  spec: Partial<StoredPipeline['spec']> = {},
  status?: PipelineStatus,
): StoredPipeline {
  return {
    apiVersion,
    kind: 'Pipeline',
    metadata: {
      name: 'gho',
      namespace: 'gho-platform',
      uid: '5f0c1f9e-0000-4000-8000-000000000003',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '2026-06-01T00:00:00Z',
    },
    spec: { stages: [], ...spec },
    ...(status === undefined ? {} : { status }),
  };
}
