import type { StoredPipeline, StoredPipelineRun } from '@gho-platform/api';
import type { Api, Clock, StoreChange } from '@gho-platform/kube';
import { keyOf, OwnWrites } from '@gho-platform/kube';
import type { PipelineEvent } from '@gho-platform/pipeline-core';
import type { Logger } from 'pino';
import type { Caches } from '../caches.ts';
import { pipelineKeyOf } from '../caches.ts';
import type { Metrics } from '../metrics.ts';
import { Work } from '../work.ts';
import { observeRun } from './observe-run.ts';
import { ObservedRuns } from './observed-runs.ts';
import { PipelineController } from './pipeline-controller.ts';
import type { Queues } from './queues.ts';

export interface PipelineWorkOptions {
  readonly api: Api;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly queues: Queues;
  readonly wakeRun: (key: string) => void;
  readonly recordEvent: (pipeline: StoredPipeline, event: PipelineEvent) => void;
}

/** Pipelines are few, and a pass over one is short. */
const workers = 2;

/** The work on Pipelines. */
export function createPipelineWork(options: PipelineWorkOptions): Work {
  const { caches, clock, metrics } = options;
  const controller = createPipelineController(options);
  return new Work({
    workers,
    work: (key) => controller.reconcile(key),
    clock,
    observer: metrics.pipelines.queue,
    allKeys: () => caches.pipelines.all().map(({ metadata }) => keyOf(metadata)),
  });
}

/** The Pipeline for which a change of a run matters; most changes of a status do not. */
export function pipelineOfChange(change: StoreChange<StoredPipelineRun>): string | undefined {
  if (change.type === 'Updated' && phaseOf(change.object) === phaseOf(change.previous)) {
    return undefined;
  }
  return pipelineKeyOf(change.object);
}

function phaseOf(run: StoredPipelineRun): string {
  const { state, priority, deleting } = observeRun(run, { stages: [] }, false);
  return `${state} ${priority} ${deleting}`;
}

/** Puts the controller together with what it remembers between passes. */
export function createPipelineController(options: PipelineWorkOptions): PipelineController {
  const { clock, logger, metrics } = options;
  return new PipelineController({
    ...options,
    ownWrites: new OwnWrites(clock),
    observedRuns: new ObservedRuns(),
    reconciles: metrics.pipelines.reconciles,
    observer: {
      statusStored: ({ metadata: { namespace, name }, status }) => {
        const fields = { namespace, pipeline: name, activeRuns: status?.activeRuns ?? 0 };
        logger.info(fields, 'Status of Pipeline stored');
      },
    },
  });
}
