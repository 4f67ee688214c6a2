import { WorkQueue } from '@gho-platform/kube';
import type { WorkQueueOptions } from '@gho-platform/kube';

export interface WorkOptions extends Omit<WorkQueueOptions, 'random'> {
  /** Keys of everything that there is to look at, for whoever begins to lead. */
  readonly allKeys: () => readonly string[];
}

/** Work is a controller with a queue of its own, so that one kind of object does not delay another. */
export class Work {
  readonly #allKeys: () => readonly string[];
  readonly #queue: WorkQueue;

  constructor({ allKeys, ...options }: WorkOptions) {
    this.#allKeys = allKeys;
    this.#queue = new WorkQueue({ ...options, random: Math.random });
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

  /** Begins with everything: what changed under another leader is in the caches, but not in the queue. */
  start(): void {
    for (const key of this.#allKeys()) this.#queue.add(key);
    this.#queue.start();
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }
}
