import type { Backoff } from './backoff.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { WaitingKeys } from './waiting-keys.ts';

/** WorkOutcome says when a key has to be looked at again without anything having changed. */
export type WorkOutcome =
  | { readonly kind: 'Done'; readonly requeueAfterMs?: number }
  /** Again then and not before, whatever changes meanwhile: the API server said when to come back. */
  | { readonly kind: 'Hold'; readonly afterMs: number }
  /** Again with a delay that doubles from one failure to the next. */
  | { readonly kind: 'Retry' };

export interface WorkQueueOptions {
  /** How many keys are worked on at the same time. */
  readonly workers: number;
  /** Works on one key. A rejection counts as Retry. */
  readonly work: (key: string) => Promise<WorkOutcome>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Whether a key goes before those that came earlier; asked whenever it is added. Absent means none. */
  readonly isUrgent?: (key: string) => boolean;
  readonly backoff?: Backoff;
  readonly observer?: WorkQueueObserver;
}

/** WorkQueueObserver is told what happens, for metrics. */
export interface WorkQueueObserver {
  readonly added?: () => void;
  readonly retried?: () => void;
  readonly started?: (waitedMs: number) => void;
  readonly finished?: (workedMs: number) => void;
}

const defaultBackoff: Backoff = { baseMs: 5, capMs: 60_000 };

interface Timer {
  readonly dueMs: number;
  /** The key is not worked on before it is due, although somebody adds it. */
  readonly holds: boolean;
  readonly cancel: () => void;
}

/**
 * WorkQueue runs work by key: a key is never worked on twice at the same time, a key that is added
 * while it is worked on is worked on once more, and one failing key does not delay the others.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #backoff: Backoff;
  readonly #waiting: WaitingKeys;
  readonly #running = new Map<string, number>();
  readonly #dirty = new Set<string>();
  readonly #timers = new Map<string, Timer>();
  readonly #failures = new Map<string, number>();
  #active = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? defaultBackoff;
    this.#waiting = new WaitingKeys(options.isUrgent ?? (() => false));
  }

  /** Keys that wait for a worker. */
  get depth(): number {
    return this.#waiting.size;
  }

  /** Keys that are worked on, with the milliseconds since when. */
  get running(): readonly number[] {
    const now = this.#options.clock.monotonicMs();
    return [...this.#running.values()].map((startedMs) => now - startedMs);
  }

  /** Adds a key; one that waits already stays where it is. */
  add(key: string): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#waiting.has(key)) this.#waiting.add(key, nowMs);
    if (this.#waiting.has(key) || this.#dirty.has(key) || this.#isHeld(key)) return;
    this.#options.observer?.added?.();
    if (this.#running.has(key)) this.#dirty.add(key);
    else this.#waiting.add(key, nowMs);
    this.#dispatch();
  }

  /** Adds a key later. Of several times for one key the earliest counts. */
  addAfter(key: string, ms: number): void {
    const dueMs = this.#options.clock.monotonicMs() + ms;
    const timer = this.#timers.get(key);
    if (timer !== undefined && (timer.holds || timer.dueMs <= dueMs)) return;
    this.#setTimer(key, ms, false);
  }

  #isHeld(key: string): boolean {
    return this.#timers.get(key)?.holds === true;
  }

  #setTimer(key: string, ms: number, holds: boolean): void {
    this.#timers.get(key)?.cancel();
    const dueMs = this.#options.clock.monotonicMs() + ms;
    const cancel = this.#options.clock.after(ms, () => {
      this.#timers.delete(key);
      this.add(key);
    });
    this.#timers.set(key, { dueMs, holds, cancel });
  }

  /** Starts working, or goes on after a stop. */
  start(): void {
    this.#active = true;
    this.#dispatch();
  }

  /** Takes up no more keys; resolves when those in work are done. Keys that wait are kept. */
  async stop(): Promise<void> {
    this.#active = false;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    if (this.#running.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle.push(resolve);
    });
  }

  #dispatch(): void {
    while (this.#active && this.#running.size < this.#options.workers) {
      const next = this.#waiting.take();
      if (next === undefined) return;
      const [key, sinceMs] = next;
      this.#timers.get(key)?.cancel();
      this.#timers.delete(key);
      this.#running.set(key, this.#options.clock.monotonicMs());
      this.#options.observer?.started?.(this.#options.clock.monotonicMs() - sinceMs);
      void this.#work(key);
    }
  }

  async #work(key: string): Promise<void> {
    let outcome: WorkOutcome = { kind: 'Retry' };
    try {
      outcome = await this.#options.work(key);
    } catch {
      // The work reports its own errors; for the queue a rejection is one more failure.
    } finally {
      this.#finish(key, outcome);
    }
  }

  #finish(key: string, outcome: WorkOutcome): void {
    const startedMs = this.#running.get(key) ?? 0;
    this.#running.delete(key);
    this.#options.observer?.finished?.(this.#options.clock.monotonicMs() - startedMs);
    this.#schedule(key, outcome);
    if (this.#dirty.delete(key) && !this.#isHeld(key)) {
      this.#waiting.add(key, this.#options.clock.monotonicMs());
    }
    this.#dispatch();
    if (this.#running.size > 0) return;
    const idle = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of idle) resolve();
  }

  #schedule(key: string, outcome: WorkOutcome): void {
    if (outcome.kind === 'Retry') {
      this.#retry(key);
      return;
    }
    this.#failures.delete(key);
    if (outcome.kind === 'Hold') this.#hold(key, outcome.afterMs);
    else if (outcome.requeueAfterMs !== undefined && this.#active) {
      this.addAfter(key, outcome.requeueAfterMs);
    }
  }

  #retry(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#options.observer?.retried?.();
    if (!this.#active) this.#dirty.add(key);
    else this.addAfter(key, backoffMs(this.#backoff, failures, this.#options.random()));
  }

  #hold(key: string, ms: number): void {
    // A queue that is stopped sets no timers, so the key stays as if it had been added.
    if (this.#active) this.#setTimer(key, ms, true);
    else this.#dirty.add(key);
  }
}
