/** Backoff doubles from `baseMs` to `capMs`. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Doubling more often than this cannot matter below any cap, and 2^n stays a safe integer. */
const maxDoublings = 32;

/**
 * Milliseconds to wait after `failures` failures in a row (from 0). Jitter takes up to half of it
 * away, so that clients which failed together do not return together.
 *
 * @param random a number in [0, 1)
 */
export function backoffMs(backoff: Backoff, failures: number, random: number): number {
  const full = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(failures, maxDoublings));
  return full * (1 - random / 2);
}
