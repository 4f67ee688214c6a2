import type { StoredPipelineRun } from '@gho-platform/api';
import { isFinished } from '@gho-platform/run-core';

/** Whether the run has reached its end, which it never leaves. */
export function hasEnded(run: StoredPipelineRun): boolean {
  return isFinished(run.status ?? {});
}
