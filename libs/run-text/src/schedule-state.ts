import type {
  PipelineSchedule,
  PipelineScheduleStatusBackfill,
  PipelineScheduleStatusCondition,
} from '@gho-platform/api';

type Scheduled = Pick<PipelineSchedule, 'status'>;

/** readyCondition is the schedule's summary; absent before the operator has seen it. */
export function readyCondition({ status }: Scheduled): PipelineScheduleStatusCondition | undefined {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/** scheduleReasonOf is one word for how the schedule stands, such as Scheduled or Suspended. */
export function scheduleReasonOf(schedule: Scheduled): string {
  return readyCondition(schedule)?.reason ?? 'New';
}

/** BackfillCount is how many ticks of a backfill stand where. */
export interface BackfillCount {
  /** Absent before the operator has counted them. */
  readonly total: number | undefined;
  readonly started: number;
  readonly ended: number;
  /** Ended, but not with success. */
  readonly failed: number;
}

export function backfillCount(progress: PipelineScheduleStatusBackfill = {}): BackfillCount {
  const { total, started = 0, succeeded = 0, failed = 0, cancelled = 0 } = progress;
  const lost = failed + cancelled;
  return { total, started, ended: succeeded + lost, failed: lost };
}

/** isBackfillComplete says whether every tick of a backfill has run and every run has ended. */
export function isBackfillComplete({ status }: Scheduled): boolean {
  const { total, ended } = backfillCount(status?.backfill);
  return total !== undefined && ended >= total;
}
