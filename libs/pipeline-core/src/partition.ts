import type { StoredPipelineRunSpec, StoredPipelineSpec } from '@gho-platform/api';
import { hashOf, parameterValues } from '@gho-platform/run-core';
import { bounds } from './bounds.ts';

/**
 * partitionOf is the partition that a run makes: the value of the parameter that spec.partition
 * names, defaults included. Absent where the Pipeline has no partitions or the run gives no value.
 * The end of a long value is replaced by its hash.
 */
export function partitionOf(
  spec: StoredPipelineSpec,
  run: StoredPipelineRunSpec,
): string | undefined {
  if (spec.partition === undefined) return undefined;
  const value = parameterValues(spec, run).get(spec.partition.parameter)?.toWellFormed();
  if (value === undefined || value.length <= bounds.partition) return value;
  const suffix = `-${hashOf(value)}`;
  return `${value.slice(0, bounds.partition - suffix.length).toWellFormed()}${suffix}`;
}
