import type { Instant } from '@gho-platform/run-core';

/**
 * instantOf makes an Instant of a time as the client gives it: a Date from a typed call, a string
 * from a watch event. Undefined when there is none or it is no time.
 */
export function instantOf(time: Date | string | undefined): Instant | undefined {
  if (time === undefined) return undefined;
  const milliseconds = new Date(time).getTime();
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

/** The start of the epoch: for objects without any time, which a real API server never sends. */
export const noInstant: Instant = '1970-01-01T00:00:00.000Z';
