import type { StoredPipelineSpecStage } from '@gho-platform/api';
import type { Facts } from './facts.ts';

/** stageSpec is a stage in the frozen Pipeline; undefined where there is none. */
export function stageSpec(stage: string, { pipeline }: Facts): StoredPipelineSpecStage | undefined {
  if (pipeline.kind === 'Missing') return undefined;
  return pipeline.spec.stages.find(({ name }) => name === stage);
}
