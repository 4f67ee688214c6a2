import type { Instant } from './facts.ts';

/** The instant `milliseconds` after `instant`; what is no time stays as it is. */
export function after(instant: Instant, milliseconds: number): Instant {
  const time = Date.parse(instant) + milliseconds;
  return Number.isNaN(new Date(time).getTime()) ? instant : new Date(time).toISOString();
}

/** Milliseconds from `start` to `end`; negative when `end` is earlier. NaN never comes out. */
export function millisecondsBetween(start: Instant, end: Instant): number {
  const difference = Date.parse(end) - Date.parse(start);
  return Number.isNaN(difference) ? 0 : difference;
}

/** Whether `instant` has come. */
export function isDue(instant: Instant, now: Instant): boolean {
  return millisecondsBetween(instant, now) >= 0;
}

/**
 * The later of two. The kubelet reports whole seconds, so an end may seem to precede the start that
 * this operator recorded in milliseconds.
 */
export function later(one: Instant, other: Instant): Instant {
  return isDue(one, other) ? other : one;
}
