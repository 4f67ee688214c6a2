import type { StoredPipelineSpecStage } from '@gho-platform/api';
import { currentAttempt } from './jobs.ts';
import { formatMemory, parseMemory } from './quantity.ts';
import type { StageStatus } from './types.ts';

/**
 * memoryOfNext is what the next attempt gets where that is more than the Pipeline says: as much as
 * the last one, and more if that one ran out of it.
 */
export function memoryOfNext(
  stage: StageStatus,
  spec: StoredPipelineSpecStage,
): string | undefined {
  const last = currentAttempt(stage);
  if (last?.failureClass !== 'OutOfMemory') return last?.memory;
  return increased(last.memory, spec) ?? last.memory;
}

/** Whether an attempt that ran out of memory can be followed by one with more. */
export function canGetMore(stage: StageStatus, spec: StoredPipelineSpecStage): boolean {
  return increased(currentAttempt(stage)?.memory, spec) !== undefined;
}

/** undefined where the Pipeline does not say how to increase, or the maximum is reached. */
function increased(last: string | undefined, spec: StoredPipelineSpecStage): string | undefined {
  const { outOfMemory } = spec.retry;
  const limit = last ?? spec.resources?.limits?.memory;
  if (outOfMemory === undefined || limit === undefined) return undefined;
  const had = parseMemory(limit);
  const maximum = parseMemory(outOfMemory.maximum);
  if (had === undefined || maximum === undefined) return undefined;
  const more = Math.min(Math.ceil(had * (1 + outOfMemory.increasePercent / 100)), maximum);
  if (more <= had) return undefined;
  return more === maximum ? outOfMemory.maximum : formatMemory(more);
}
