import type { Clock } from './clock.ts';

/**
 * RequestBudget is a token bucket of one: requests start at least `1 / perSecond` seconds apart, and
 * time nobody used is not saved up. The source publishes no limit, so we stay evenly polite.
 */
export class RequestBudget {
  readonly #intervalMs: number;
  readonly #clock: Clock;
  #nextFreeAt = 0;

  constructor(perSecond: number, clock: Clock) {
    this.#intervalMs = 1000 / perSecond;
    this.#clock = clock;
  }

  /** take waits until the next request may start. Concurrent callers are queued. */
  async take(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const startAt = Math.max(now, this.#nextFreeAt);
    this.#nextFreeAt = startAt + this.#intervalMs;
    if (startAt > now) {
      await this.#clock.sleep(startAt - now, signal);
    }
  }
}
