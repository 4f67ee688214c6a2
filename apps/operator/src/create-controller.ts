import type { StoredPipelineRun } from '@gho-platform/api';
import type { Api, Clock } from '@gho-platform/kube';
import { OwnWrites } from '@gho-platform/kube';
import type { RunEvent } from '@gho-platform/run-core';
import { plan } from '@gho-platform/run-core';
import type { Logger } from 'pino';
import type { Caches } from './caches.ts';
import { Controller } from './controller.ts';
import { DeniedJobs } from './denied-jobs.ts';
import type { Metrics } from './metrics.ts';
import type { Queues } from './pipelines/queues.ts';
import { RejectedJobs } from './rejected-jobs.ts';
import { Resolver } from './resolve.ts';

export interface CreateControllerOptions {
  readonly api: Api;
  /** Writes through it are checked and not stored. */
  readonly dryRun: Api;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly trustsApprovals: boolean;
  readonly queues: Queues;
  readonly recordEvent: (run: StoredPipelineRun, event: RunEvent) => void;
}

/** Puts the controller together with what it remembers between passes. */
export function createController(options: CreateControllerOptions): Controller {
  const { api, dryRun, caches, clock, logger, metrics, queues, recordEvent } = options;
  return new Controller({
    api,
    dryRun,
    caches,
    clock,
    logger,
    trustsApprovals: options.trustsApprovals,
    plan,
    resolver: new Resolver({
      api,
      clock,
      pipelines: caches.pipelines,
      turnOf: (pipeline, run) => queues.turnOf(pipeline, run),
    }),
    rejected: new RejectedJobs(),
    denied: new DeniedJobs(),
    ownWrites: new OwnWrites(clock),
    reconciles: metrics.runs.reconciles,
    recordEvent,
    observer: {
      statusStored: (before, after) => {
        metrics.statusStored(before, after);
        logger.info(statusFields(after), 'Status of PipelineRun stored');
      },
      jobCreated: (run, action) => {
        metrics.jobCreated(run, action, clock.now());
        const { namespace, name } = run.metadata;
        const { stage, attempt, name: job } = action;
        logger.info({ namespace, run: name, stage, attempt, job }, 'Job created');
      },
    },
  });
}

function statusFields(run: StoredPipelineRun): Readonly<Record<string, unknown>> {
  const { namespace, name } = run.metadata;
  const { conditions = [], currentStage, progress } = run.status ?? {};
  const succeeded = conditions.find(({ type }) => type === 'Succeeded');
  return { namespace, run: name, stage: currentStage, progress, reason: succeeded?.reason };
}
