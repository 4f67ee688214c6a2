import type { Clock } from './clock.ts';
import { sleep } from './clock.ts';

/** RateLimit is a token bucket: `burst` at once, `perSecond` after that. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * RateLimiter hands out turns in the order they were asked for. The bucket is kept as the instant
 * at which it would be full again, so that waiting callers need no queue of their own.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #burst: number;
  #nextFreeMs = Number.NEGATIVE_INFINITY;

  constructor(limit: RateLimit, clock: Clock) {
    this.#clock = clock;
    this.#intervalMs = 1000 / limit.perSecond;
    this.#burst = limit.burst;
  }

  /** Resolves when the caller may go on, or when `signal` aborts. */
  async take(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.monotonicMs();
    const earliest = now - (this.#burst - 1) * this.#intervalMs;
    const turn = Math.max(this.#nextFreeMs, earliest);
    this.#nextFreeMs = turn + this.#intervalMs;
    if (turn > now) await sleep(this.#clock, turn - now, signal);
  }
}
