import type { StoredPipelineSchedule } from '@gho-platform/api';
import { scheduleReasons } from '@gho-platform/api';
import {
  isBackfillComplete,
  scheduleChanges,
  scheduleReasonOf,
  scheduleTree,
} from '@gho-platform/run-text';
import { schedules } from '../cluster/objects.ts';
import type { Kind } from './follow.ts';

/** scheduleKind is how PipelineSchedules are followed. */
export const scheduleKind: Kind<StoredPipelineSchedule> = {
  resource: schedules,
  isDone: isOver,
  tree: scheduleTree,
  changes: scheduleChanges,
};

/** Whether nothing more comes of a schedule by itself: a schedule without an end is never over. */
export function isOver(schedule: StoredPipelineSchedule): boolean {
  if (isBackfillComplete(schedule)) return true;
  const { invalidSchedule, stoppedAfterFailures } = scheduleReasons;
  const reason = scheduleReasonOf(schedule);
  if (reason === stoppedAfterFailures) return schedule.status?.active === 0;
  return reason === invalidSchedule;
}
