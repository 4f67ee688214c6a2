import type { StoredPipelineSchedule } from '@gho-platform/api';
import { fnv1a, hashOf } from '@gho-platform/run-core';
import type { Instant } from './facts.ts';
import { msOf } from './time.ts';
import type { Spec } from './types.ts';

/** Longest name of a run. */
const maxLength = 63;

/**
 * runNameOf is `<schedule>-<minutes since 1970>`: the lock that prevents a second run for a tick, so
 * it depends on nothing else. A name that does not fit is shortened, with a hash of all of it.
 */
export function runNameOf(schedule: string, tick: Instant): string {
  const tail = String(Math.floor(msOf(tick) / 60_000));
  const plain = `${schedule}-${tail}`;
  if (plain.length <= maxLength) return plain;
  const hash = hashOf(schedule);
  const room = maxLength - tail.length - hash.length - 2;
  return `${schedule.slice(0, room).replace(/[.-]+$/, '')}-${hash}-${tail}`;
}

/** How long after its tick each run of the schedule starts: the same for ever, below spreadSeconds. */
export function delaySecondsOf({ metadata, spec }: StoredPipelineSchedule): number {
  if (spec.spreadSeconds === 0) return 0;
  return fnv1a(`${metadata.namespace}/${metadata.name}`) % spec.spreadSeconds;
}

/** Which ticks there are follows from this alone. */
export function linesHashOf({ cron, timeZone }: Spec): string {
  return hashOf(JSON.stringify([timeZone, ...cron]));
}
