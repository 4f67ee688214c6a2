import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { Api, Clock } from '@gho-platform/kube';
import { keyOf, OwnWrites, WorkQueue } from '@gho-platform/kube';
import type { ScheduleEvent } from '@gho-platform/schedule-core';
import type { Logger } from 'pino';
import type { Caches } from '../caches.ts';
import type { Metrics } from '../metrics.ts';
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

/** ScheduleWork is the controller of schedules with its own queue: runs do not delay ticks. */
export class ScheduleWork {
  readonly #caches: Caches;
  readonly #queue: WorkQueue;

  constructor(options: ScheduleWorkOptions) {
    const { caches, clock, metrics } = options;
    this.#caches = caches;
    const controller = createScheduleController(options);
    this.#queue = new WorkQueue({
      workers,
      work: (key) => controller.reconcile(key),
      clock,
      random: Math.random,
      observer: metrics.schedules.queue,
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

  /** Begins with every schedule: what was due under another leader is due still. */
  start(): void {
    for (const { metadata } of this.#caches.schedules.all()) this.#queue.add(keyOf(metadata));
    this.#queue.start();
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }
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
