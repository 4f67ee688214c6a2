import type { StoredPipelineSchedule } from '@gho-platform/api';
import { bounds } from '../bounds.ts';
import { cursorOf } from '../cursor.ts';
import type { Instant, TickFacts } from '../facts.ts';
import { delaySecondsOf } from '../identity.ts';
import { msOf, tickOf } from '../time.ts';

export interface Period {
  readonly seconds: number;
  /** Most due ticks that the facts hold. */
  readonly most?: number;
}

/** Ticks in equal distances: what the shell computes from cron lines, without cron. */
export function periodicTicks(
  schedule: StoredPipelineSchedule,
  now: Instant,
  { seconds, most = 100 }: Period,
): TickFacts {
  const periodMs = seconds * 1000;
  const { first, last } = rangeOf(schedule);
  const cursor = cursorOf(schedule, now);
  const after = cursor === undefined ? first - 1 : msOf(cursor);
  const end = Math.min(msOf(now) - delaySecondsOf(schedule) * 1000, last);
  const all = ticksBetween(after, end, periodMs);
  const isBackfill = schedule.spec.backfill !== undefined;
  const from = Math.max(after, end);
  const next = ticksBetween(from, Math.min(last, from + 6 * periodMs), periodMs);
  const total = isBackfill ? { total: ticksBetween(first - 1, last, periodMs).length } : {};
  return {
    kind: 'Computed',
    due: all.slice(0, most),
    more: all.length > most && !isBackfill,
    next: next.slice(0, bounds.nextTicks),
    ...total,
  };
}

function rangeOf({ spec }: StoredPipelineSchedule): { first: number; last: number } {
  if (spec.backfill === undefined) return { first: 0, last: Number.POSITIVE_INFINITY };
  const { from, to } = spec.backfill;
  return { first: Date.parse(`${from}T00:00:00Z`), last: Date.parse(`${to}T23:59:59Z`) };
}

/** Ticks after the one instant, up to the other. */
function ticksBetween(after: number, upTo: number, periodMs: number): Instant[] {
  const ticks: Instant[] = [];
  const first = (Math.floor(after / periodMs) + 1) * periodMs;
  for (let ms = first; ms <= upTo; ms += periodMs) ticks.push(tickOf(ms));
  return ticks;
}
