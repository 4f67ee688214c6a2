import type { PipelineSpec } from '@gho-platform/api';
import type { Script } from '../operator/fake-kubelet.ts';
import { ingestResult } from '../operator/world.ts';

const image = 'example.org/stage:1';
const retry = { limit: 1, backoffSeconds: 0 };

/** Four stages with everything that needs a decision: an output, a failed attempt, an approval. */
export const fourStages: PipelineSpec = {
  stages: [
    { name: 'ingest', image, retry },
    {
      name: 'transform',
      image,
      env: [{ name: 'DATE', value: '$(stages.ingest.outputs.date)' }],
      retry,
    },
    { name: 'dbt', image, retry, approval: { message: 'look at the report' } },
    { name: 'train', image, retry },
  ],
};

export const oneStage: PipelineSpec = { stages: [{ name: 'ingest', image, retry }] };

/** The first attempt of `transform` crashes; everything else succeeds. */
export const script: Script = ({ stage, attempt }) => ({
  exitCode: stage === 'transform' && attempt === 1 ? 1 : 0,
  ...(stage === 'ingest' ? { result: ingestResult } : {}),
});
