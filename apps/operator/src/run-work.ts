import { keyOf, refOf, WorkQueue } from '@gho-platform/kube';
import type { Caches } from './caches.ts';
import { runKeys } from './caches.ts';
import type { CreateControllerOptions } from './create-controller.ts';
import { createController } from './create-controller.ts';
import { hasEnded } from './run-state.ts';

export interface RunWorkOptions extends CreateControllerOptions {
  /** How many runs are worked on at the same time. */
  readonly workers: number;
}

/** RunWork is the controller of runs with its own queue. */
export class RunWork {
  readonly #caches: Caches;
  readonly #queue: WorkQueue;

  constructor(options: RunWorkOptions) {
    const { workers, caches, clock, metrics } = options;
    this.#caches = caches;
    const controller = createController(options);
    this.#queue = new WorkQueue({
      workers,
      work: (key) => controller.reconcile(key),
      clock,
      random: Math.random,
      isUrgent: (key) => this.#isUnderWay(key),
      observer: metrics.runs.queue,
    });
  }

  get depth(): number {
    return this.#queue.depth;
  }

  get running(): readonly number[] {
    return this.#queue.running;
  }

  add(key: string): void {
    this.#queue.add(key);
  }

  /** Begins with every run, and with those that Jobs name: a Job may be left over from one that is gone. */
  start(): void {
    const { runs, jobs } = this.#caches;
    for (const { metadata } of runs.all()) this.#queue.add(keyOf(metadata));
    for (const key of jobs.all().flatMap(runKeys)) this.#queue.add(key);
    this.#queue.start();
  }

  /** The next stage of a run must not wait while thousands of others are let in or looked through. */
  #isUnderWay(key: string): boolean {
    const run = this.#caches.runs.get(refOf(key));
    return run?.status?.startedAt !== undefined && !hasEnded(run);
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }
}
