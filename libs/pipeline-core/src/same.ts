import { isSame } from '@gho-platform/run-core';
import type { PipelineFacts } from './facts.ts';
import type { PipelinePlan } from './plan-types.ts';

/** pipelinePlanChangesNothing: the recorded status is the planned one and there is nothing to do. */
export function pipelinePlanChangesNothing(
  { pipeline }: PipelineFacts,
  { status, actions }: PipelinePlan,
): boolean {
  return actions.length === 0 && isSame(pipeline.status ?? {}, status);
}
