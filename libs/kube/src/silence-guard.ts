import type { Clock } from './clock.ts';

/** SilenceGuard aborts a watch on which nothing came for too long. */
export class SilenceGuard {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #controller = new AbortController();
  #cancel: () => void;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#cancel = this.#arm();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  reset(): void {
    this.#cancel();
    this.#cancel = this.#arm();
  }

  end(): void {
    this.#cancel();
    this.#controller.abort();
  }

  #arm(): () => void {
    return this.#clock.after(this.#limitMs, () => {
      this.#controller.abort(new Error(`watch was silent for ${this.#limitMs} ms`));
    });
  }
}
