import type { PipelineSchedule } from '@gho-platform/api';
import { scheduleReasons } from '@gho-platform/api';
import { scheduleReasonOf } from './schedule-state.ts';

/** By reason of the condition Ready. Absent where nobody has to do anything. */
const advice: Readonly<Record<string, (name: string) => string>> = {
  [scheduleReasons.suspended]: (name) => `kubectl pipelines continue schedule/${name}`,
  [scheduleReasons.stoppedAfterFailures]: (name) =>
    `mend what failed, then kubectl pipelines continue schedule/${name}`,
  [scheduleReasons.invalidSchedule]: () => 'correct what the message names',
  [scheduleReasons.nameConflict]: () => 'delete the run of somebody else, or rename this schedule',
  [scheduleReasons.runNotCreated]: () => 'mend what the message names; it is tried again',
  [scheduleReasons.runRefused]: () => 'correct what the message names; the next tick tries again',
};

/** scheduleAdvice is what somebody can do so that the schedule goes on; empty when it does its work. */
export function scheduleAdvice(schedule: PipelineSchedule): string {
  return advice[scheduleReasonOf(schedule)]?.(schedule.metadata.name ?? '') ?? '';
}
