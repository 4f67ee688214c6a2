import type { Instant } from './facts.ts';

/** Milliseconds since the epoch; what is no time is the epoch. */
export function msOf(instant: Instant): number {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? 0 : ms;
}

/** A tick as it is written everywhere: whole seconds, in UTC. */
export function tickOf(ms: number): Instant {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Orders by instant, oldest first. */
export function byTick(one: { readonly tick: Instant }, other: { readonly tick: Instant }): number {
  return msOf(one.tick) - msOf(other.tick);
}
