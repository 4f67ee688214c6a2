import type { Instant } from './facts.ts';

/** Milliseconds since the epoch; what is no time is the epoch. */
export function msOf(instant: Instant): number {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? 0 : ms;
}

/** Milliseconds from `now` until `seconds` after `start`; never for what is no time. */
export function waitMsUntil(start: Instant, seconds: number, now: Instant): number {
  const ms = Date.parse(start) + seconds * 1000 - Date.parse(now);
  return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms;
}
