/** Reasons of the condition Ready of a PipelineSchedule. Each names who has to act. */
export const scheduleReasons = {
  /** True: runs are started when their time comes. */
  scheduled: 'Scheduled',
  /** True: spec.suspend is true. */
  suspended: 'Suspended',
  /** True: the ticks of the range run in their order. */
  backfilling: 'Backfilling',
  /** True: every tick of the range has run, well or not. */
  backfillComplete: 'BackfillComplete',
  /** False: a cron line, the time zone or the range cannot be read. */
  invalidSchedule: 'InvalidSchedule',
  /** False: stopAfterFailures runs failed in a row. */
  stoppedAfterFailures: 'StoppedAfterFailures',
  /** False: a run of somebody else has the name that the newest run needs. */
  nameConflict: 'NameConflict',
  /** False: the API server refuses the newest run, for now. */
  runNotCreated: 'RunNotCreated',
  /** False: the API server refused the newest run for good. */
  runRefused: 'RunRefused',
} as const;

export type ScheduleReason = (typeof scheduleReasons)[keyof typeof scheduleReasons];
