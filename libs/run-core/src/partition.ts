import type { StoredPipelineRunSpec, StoredPipelineSpec } from '@gho-platform/api';
import { parameterValues } from './parameters.ts';

/** partitionOf is the part of the data that the run makes; undefined where its Pipeline has none. */
export function partitionOf(
  pipeline: StoredPipelineSpec,
  run: StoredPipelineRunSpec,
): string | undefined {
  const { partition } = pipeline;
  return partition === undefined
    ? undefined
    : parameterValues(pipeline, run).get(partition.parameter);
}
