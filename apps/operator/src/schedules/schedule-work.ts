import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { Api, Clock } from '@gho-platform/kube';
import { keyOf, OwnWrites } from '@gho-platform/kube';
import type { ScheduleEvent } from '@gho-platform/schedule-core';
import type { Logger } from 'pino';
import type { Caches } from '../caches.ts';
import type { Metrics } from '../metrics.ts';
import { Work } from '../work.ts';
import { RefusedRuns } from './refused-runs.ts';
import { ScheduleController } from './schedule-controller.ts';
import { Ticks } from './ticks.ts';

export interface ScheduleWorkOptions {
  readonly api: Api;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly recordEvent: (schedule: StoredPipelineSchedule, event: ScheduleEvent) => void;
}

/** Schedules are few, and a pass over one is short. */
const workers = 2;

/** The work on schedules: runs do not delay ticks. */
export function createScheduleWork(options: ScheduleWorkOptions): Work {
  const { caches, clock, metrics } = options;
  const controller = createScheduleController(options);
  return new Work({
    workers,
    work: (key) => controller.reconcile(key),
    clock,
    observer: metrics.schedules.queue,
    allKeys: () => caches.schedules.all().map(({ metadata }) => keyOf(metadata)),
  });
}

/** Puts the controller together with what it remembers between passes. */
export function createScheduleController(options: ScheduleWorkOptions): ScheduleController {
  const { clock, logger, metrics } = options;
  return new ScheduleController({
    ...options,
    ticks: new Ticks(),
    refused: new RefusedRuns(),
    ownWrites: new OwnWrites(clock),
    reconciles: metrics.schedules.reconciles,
    observer: {
      statusStored: ({ metadata: { namespace, name }, status }, plan) => {
        metrics.scheduleTicks.judged(plan);
        const ready = status?.conditions?.find(({ type }) => type === 'Ready');
        const fields = { namespace, schedule: name, lastTick: status?.lastTick };
        logger.info({ ...fields, reason: ready?.reason }, 'Status of PipelineSchedule stored');
      },
      runCreated: (schedule, action) => {
        metrics.scheduleTicks.runCreated(schedule, action, clock.now());
        const { namespace, name } = schedule.metadata;
        const { tick, name: run } = action;
        logger.info({ namespace, schedule: name, tick, run }, 'PipelineRun created');
      },
    },
  });
}
