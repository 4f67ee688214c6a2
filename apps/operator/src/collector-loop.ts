import type { Api, Clock } from '@gho-platform/kube';
import type { Logger } from 'pino';
import type { Caches } from './caches.ts';
import { collectRevisions } from './revision-collector.ts';

export interface CollectorLoopOptions {
  readonly api: Api;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Revisions are small and few; what is unused may lie for a while. */
const periodMs = 10 * 60_000;

/** CollectorLoop removes unused revisions once in a while, in each namespace that has Pipelines. */
export class CollectorLoop {
  readonly #options: CollectorLoopOptions;
  #cancel: (() => void) | undefined;

  constructor(options: CollectorLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel ??= this.#options.clock.after(periodMs, () => {
      this.#cancel = undefined;
      void this.#collect().then(() => {
        this.start();
      });
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  async #collect(): Promise<void> {
    const { api, caches, clock, logger } = this.#options;
    const all = [...caches.pipelines.all(), ...caches.runs.all()];
    for (const namespace of new Set(all.map(({ metadata }) => metadata.namespace))) {
      try {
        const deleted = await collectRevisions(namespace, { api, runs: caches.runs, clock });
        if (deleted > 0) logger.info({ namespace, deleted }, 'Unused revisions deleted');
      } catch (error) {
        logger.warn({ namespace, err: error }, 'Unused revisions were not deleted');
      }
    }
  }
}
