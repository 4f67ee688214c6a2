// DO NOT EDIT: made from crds/pipelineschedules.yaml by "npm run generate -w crds".
import type { ObjectMeta, StoredObjectMeta } from '../object-meta.ts';

export interface PipelineSchedule {
  readonly apiVersion: 'pipelines.gho-platform.dev/v1alpha1';
  readonly kind: 'PipelineSchedule';
  readonly metadata: ObjectMeta;
  readonly spec: PipelineScheduleSpec;
  readonly status?: PipelineScheduleStatus;
}
/**
 * spec is when to run which Pipeline with what.
 */
export interface PipelineScheduleSpec {
  readonly pipelineRef: PipelineScheduleSpecPipelineRef;
  /**
   * cron holds the lines that make ticks, each of five fields: minute, hour, day of month, month, day of week. Lines that coincide make one tick.
   */
  readonly cron: readonly string[];
  /**
   * timeZone is the IANA name of the zone in which the lines are read, such as Europe/Berlin or UTC.
   */
  readonly timeZone: string;
  /**
   * concurrencyPolicy says what a tick does while a run of the schedule is active. Allow starts another run, Forbid skips the tick, Replace cancels the active run first.
   */
  readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  /**
   * startingDeadlineSeconds is how late a run may start. A tick that is later is missed for good.
   */
  readonly startingDeadlineSeconds?: number;
  /**
   * missedRunPolicy says what happens to ticks that passed while nobody looked, such as in an outage. Skip runs none, Latest the newest, All the newest maxCatchUp of them.
   */
  readonly missedRunPolicy?: 'Skip' | 'Latest' | 'All';
  /**
   * maxCatchUp bounds how many missed ticks are caught up at once with missedRunPolicy All.
   */
  readonly maxCatchUp?: number;
  /**
   * spreadSeconds delays each run by a constant below this, which follows from namespace and name, so that many schedules of the same line do not start at once.
   */
  readonly spreadSeconds?: number;
  /**
   * suspend starts nothing. Ticks that come meanwhile are Suspended and not caught up later.
   */
  readonly suspend?: boolean;
  /**
   * stopAfterFailures stops the schedule after so many failed runs in a row, until suspend was true once.
   */
  readonly stopAfterFailures?: number;
  /**
   * successfulRunsHistoryLimit is how many succeeded runs are kept.
   */
  readonly successfulRunsHistoryLimit?: number;
  /**
   * failedRunsHistoryLimit is how many runs are kept that ended in another way.
   */
  readonly failedRunsHistoryLimit?: number;
  /**
   * parameters of the runs, as written or computed from the tick.
   */
  readonly parameters?: readonly PipelineScheduleSpecParameter[];
  /**
   * timeoutSeconds bounds each run, from its start.
   */
  readonly timeoutSeconds?: number;
  readonly backfill?: PipelineScheduleSpecBackfill;
}
/**
 * pipelineRef names the Pipeline, of the same namespace, to run.
 */
export interface PipelineScheduleSpecPipelineRef {
  /**
   * name of the Pipeline.
   */
  readonly name: string;
}
export interface PipelineScheduleSpecParameter {
  /**
   * name of a parameter that the Pipeline declares.
   */
  readonly name: string;
  /**
   * value, always a string.
   */
  readonly value?: string;
  readonly fromTick?: PipelineScheduleSpecParameterFromTick;
}
/**
 * fromTick computes the value from the tick, in the schedule's time zone.
 */
export interface PipelineScheduleSpecParameterFromTick {
  /**
   * format is Date (2026-06-01), Month (2026-06), Year (2026), or Timestamp, the instant in UTC (2026-06-01T00:30:00Z).
   */
  readonly format: 'Date' | 'Month' | 'Year' | 'Timestamp';
  /**
   * offsetDays moves the date by days of the calendar, such as -1 for the day before.
   */
  readonly offsetDays?: number;
}
/**
 * backfill makes this a finite schedule: it runs the ticks from one date to another, in order. Deadline, missedRunPolicy, concurrencyPolicy and spreadSeconds do not apply.
 */
export interface PipelineScheduleSpecBackfill {
  /**
   * from is the first date, in the schedule's time zone.
   */
  readonly from: string;
  /**
   * to is the last date, in the schedule's time zone.
   */
  readonly to: string;
  /**
   * parallelism is how many runs are active at the same time.
   */
  readonly parallelism?: number;
}
/**
 * status is what the operator observed and decided.
 */
export interface PipelineScheduleStatus {
  /**
   * conditions. Ready says whether the schedule does its work, however its runs end. Reconciling and Stalled serve kstatus.
   */
  readonly conditions?: readonly PipelineScheduleStatusCondition[];
  /**
   * observedGeneration is the metadata.generation that this status speaks of.
   */
  readonly observedGeneration?: number;
  /**
   * observedLines is a hash of the cron lines and the time zone that this status speaks of.
   */
  readonly observedLines?: string;
  /**
   * countsFrom is when the present lines came into force. Earlier ticks of them do not count.
   */
  readonly countsFrom?: string;
  /**
   * lastTick is the newest tick with a verdict; every earlier one that counts has its own.
   */
  readonly lastTick?: string;
  /**
   * nextTicks are the next five ticks. Empty while nothing would start.
   */
  readonly nextTicks?: readonly string[];
  /**
   * delaySeconds is how long after its tick each run starts, by spreadSeconds.
   */
  readonly delaySeconds?: number;
  /**
   * active counts the runs of the schedule that have not ended.
   */
  readonly active?: number;
  /**
   * consecutiveFailures counts failed runs since the last success or suspension.
   */
  readonly consecutiveFailures?: number;
  readonly totals?: PipelineScheduleStatusTotals;
  readonly backfill?: PipelineScheduleStatusBackfill;
  /**
   * ledger holds the latest ticks, oldest first, and those whose runs have not ended.
   */
  readonly ledger?: readonly PipelineScheduleStatusLedger[];
}
export interface PipelineScheduleStatusCondition {
  /**
   * type of the condition.
   */
  readonly type: 'Ready' | 'Reconciling' | 'Stalled';
  /**
   * status of the condition.
   */
  readonly status: 'True' | 'False' | 'Unknown';
  /**
   * reason is a CamelCase word for machines.
   */
  readonly reason: string;
  /**
   * message is for people.
   */
  readonly message: string;
  /**
   * lastTransitionTime is when status last changed.
   */
  readonly lastTransitionTime: string;
  /**
   * observedGeneration is the metadata.generation that the condition speaks of.
   */
  readonly observedGeneration?: number;
}
/**
 * totals count ticks by verdict, since the schedule exists.
 */
export interface PipelineScheduleStatusTotals {
  /**
   * count of ticks.
   */
  readonly ran?: number;
  /**
   * count of ticks.
   */
  readonly caughtUp?: number;
  /**
   * count of ticks.
   */
  readonly skippedForbid?: number;
  /**
   * count of ticks.
   */
  readonly replaced?: number;
  /**
   * count of ticks.
   */
  readonly missed?: number;
  /**
   * count of ticks.
   */
  readonly suspended?: number;
}
/**
 * backfill is its progress, in ticks.
 */
export interface PipelineScheduleStatusBackfill {
  /**
   * count of ticks.
   */
  readonly total?: number;
  /**
   * count of ticks.
   */
  readonly started?: number;
  /**
   * count of ticks.
   */
  readonly succeeded?: number;
  /**
   * count of ticks.
   */
  readonly failed?: number;
  /**
   * count of ticks.
   */
  readonly cancelled?: number;
}
export interface PipelineScheduleStatusLedger {
  /**
   * tick is its nominal time.
   */
  readonly tick: string;
  /**
   * verdict is what became of the tick. It never changes. Replaced means that its run replaced an active one.
   */
  readonly verdict: 'Ran' | 'CaughtUp' | 'SkippedForbid' | 'Replaced' | 'Missed' | 'Suspended';
  /**
   * run names the tick's PipelineRun.
   */
  readonly run?: string;
  /**
   * runUID is the uid of that run once it was seen.
   */
  readonly runUID?: string;
  /**
   * outcome of the run once it is known.
   */
  readonly outcome?: 'Succeeded' | 'Failed' | 'Cancelled';
  /**
   * message says for people why.
   */
  readonly message?: string;
}

// As stored: properties with a default are always there.

export interface StoredPipelineSchedule {
  readonly apiVersion: 'pipelines.gho-platform.dev/v1alpha1';
  readonly kind: 'PipelineSchedule';
  readonly metadata: StoredObjectMeta;
  readonly spec: StoredPipelineScheduleSpec;
  /**
   * status is what the operator observed and decided.
   */
  readonly status?: PipelineScheduleStatus;
}
/**
 * spec is when to run which Pipeline with what.
 */
export interface StoredPipelineScheduleSpec {
  /**
   * pipelineRef names the Pipeline, of the same namespace, to run.
   */
  readonly pipelineRef: PipelineScheduleSpecPipelineRef;
  /**
   * cron holds the lines that make ticks, each of five fields: minute, hour, day of month, month, day of week. Lines that coincide make one tick.
   */
  readonly cron: readonly string[];
  /**
   * timeZone is the IANA name of the zone in which the lines are read, such as Europe/Berlin or UTC.
   */
  readonly timeZone: string;
  /**
   * concurrencyPolicy says what a tick does while a run of the schedule is active. Allow starts another run, Forbid skips the tick, Replace cancels the active run first.
   */
  readonly concurrencyPolicy: 'Allow' | 'Forbid' | 'Replace';
  /**
   * startingDeadlineSeconds is how late a run may start. A tick that is later is missed for good.
   */
  readonly startingDeadlineSeconds?: number;
  /**
   * missedRunPolicy says what happens to ticks that passed while nobody looked, such as in an outage. Skip runs none, Latest the newest, All the newest maxCatchUp of them.
   */
  readonly missedRunPolicy: 'Skip' | 'Latest' | 'All';
  /**
   * maxCatchUp bounds how many missed ticks are caught up at once with missedRunPolicy All.
   */
  readonly maxCatchUp: number;
  /**
   * spreadSeconds delays each run by a constant below this, which follows from namespace and name, so that many schedules of the same line do not start at once.
   */
  readonly spreadSeconds: number;
  /**
   * suspend starts nothing. Ticks that come meanwhile are Suspended and not caught up later.
   */
  readonly suspend: boolean;
  /**
   * stopAfterFailures stops the schedule after so many failed runs in a row, until suspend was true once.
   */
  readonly stopAfterFailures?: number;
  /**
   * successfulRunsHistoryLimit is how many succeeded runs are kept.
   */
  readonly successfulRunsHistoryLimit: number;
  /**
   * failedRunsHistoryLimit is how many runs are kept that ended in another way.
   */
  readonly failedRunsHistoryLimit: number;
  /**
   * parameters of the runs, as written or computed from the tick.
   */
  readonly parameters?: readonly PipelineScheduleSpecParameter[];
  /**
   * timeoutSeconds bounds each run, from its start.
   */
  readonly timeoutSeconds?: number;
  readonly backfill?: StoredPipelineScheduleSpecBackfill;
}
/**
 * backfill makes this a finite schedule: it runs the ticks from one date to another, in order. Deadline, missedRunPolicy, concurrencyPolicy and spreadSeconds do not apply.
 */
export interface StoredPipelineScheduleSpecBackfill {
  /**
   * from is the first date, in the schedule's time zone.
   */
  readonly from: string;
  /**
   * to is the last date, in the schedule's time zone.
   */
  readonly to: string;
  /**
   * parallelism is how many runs are active at the same time.
   */
  readonly parallelism: number;
}
