import { keyOf, refOf } from '@gho-platform/kube';
import type { Caches } from './caches.ts';
import { runKeys } from './caches.ts';
import type { CreateControllerOptions } from './create-controller.ts';
import { createController } from './create-controller.ts';
import { hasEnded } from './run-state.ts';
import { Work } from './work.ts';

export interface RunWorkOptions extends CreateControllerOptions {
  /** How many runs are worked on at the same time. */
  readonly workers: number;
}

/** The work on runs. It begins with those that Jobs name, too: a Job may be left over from one that is gone. */
export function createRunWork(options: RunWorkOptions): Work {
  const { workers, caches, clock, metrics } = options;
  const controller = createController(options);
  return new Work({
    workers,
    work: (key) => controller.reconcile(key),
    clock,
    isUrgent: (key) => isUnderWay(key, caches),
    observer: metrics.runs.queue,
    allKeys: () => [
      ...caches.runs.all().map(({ metadata }) => keyOf(metadata)),
      ...caches.jobs.all().flatMap(runKeys),
    ],
  });
}

/** The next stage of a run must not wait while thousands of others are let in or looked through. */
function isUnderWay(key: string, { runs }: Caches): boolean {
  const run = runs.get(refOf(key));
  return run?.status?.startedAt !== undefined && !hasEnded(run);
}
