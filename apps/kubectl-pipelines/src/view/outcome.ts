import type { PipelineRun, PipelineSchedule } from '@gho-platform/api';
import {
  backfillCount,
  isBackfillComplete,
  readyCondition,
  succeeded,
} from '@gho-platform/run-text';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';

/** outcomeOf is the exit code that a run stands for: 1 once it has failed or was cancelled. */
export function outcomeOf(run: PipelineRun): ExitCode {
  return succeeded(run)?.status === 'False' ? exits.runFailed : exits.ok;
}

/**
 * scheduleOutcomeOf is the exit code that a schedule stands for: 1 while it does not do its work, or
 * once a backfill is complete and not all of its runs succeeded.
 */
export function scheduleOutcomeOf(schedule: PipelineSchedule): ExitCode {
  const isLost =
    isBackfillComplete(schedule) && backfillCount(schedule.status?.backfill).failed > 0;
  return isLost || readyCondition(schedule)?.status === 'False' ? exits.runFailed : exits.ok;
}
