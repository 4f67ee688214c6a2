import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { Instant } from './facts.ts';
import { linesHashOf } from './identity.ts';
import { msOf, tickOf } from './time.ts';

/**
 * countsFromOf is when the present lines came into force: the creation of the schedule, or the
 * moment in which the operator saw that lines or zone had changed. Ticks of new lines that lie before
 * that moment were never promised, so they are not missed.
 */
export function countsFromOf(schedule: StoredPipelineSchedule, now: Instant): Instant {
  const { spec, status = {}, metadata } = schedule;
  if (status.observedLines === undefined) return metadata.creationTimestamp;
  if (status.observedLines === linesHashOf(spec) && status.countsFrom !== undefined) {
    return status.countsFrom;
  }
  return tickOf(msOf(now));
}

/**
 * cursorOf is the instant up to which everything has its verdict; only later ticks can be due. It
 * never goes back, whatever the clock does. A backfill has none before its first tick.
 */
export function cursorOf(schedule: StoredPipelineSchedule, now: Instant): Instant | undefined {
  const lastTick = schedule.status?.lastTick;
  if (schedule.spec.backfill !== undefined) return lastTick;
  const from = countsFromOf(schedule, now);
  return lastTick !== undefined && msOf(lastTick) > msOf(from) ? lastTick : from;
}
