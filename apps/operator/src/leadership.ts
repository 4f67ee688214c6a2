import type { StoredPipelineSchedule } from '@gho-platform/api';
import { group } from '@gho-platform/api';
import type { Clock, EventNote, KubeObject } from '@gho-platform/kube';
import {
  EventRecorder,
  keyOf,
  LeaseElector,
  LiveApi,
  NotLeaderError,
  WorkQueue,
} from '@gho-platform/kube';
import type { Logger } from 'pino';
import type { Caches } from './caches.ts';
import { runKeys } from './caches.ts';
import type { Clients } from './clients.ts';
import { leaseApi } from './clients.ts';
import { CollectorLoop } from './collector-loop.ts';
import type { Config } from './config.ts';
import { createController } from './create-controller.ts';
import type { Metrics } from './metrics.ts';
import { hasEnded } from './run-state.ts';
import { ScheduleWork } from './schedules/schedule-work.ts';

export interface LeadershipOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly clients: Clients;
  readonly caches: Caches;
}

/** Name of the operator in events. */
const controllerName = `${group}/operator`;
/** What a stop may spend on events that wait. */
const flushEventsMs = 1_000;
/** What a stop may spend on keys under work; after that their requests are cut off. */
const drainMs = 2_000;

/** Leadership is what the process does only while it holds the lease. */
export class Leadership {
  readonly #options: LeadershipOptions;
  readonly #queue: WorkQueue;
  readonly #elector: LeaseElector;
  readonly #events: EventRecorder;
  readonly #collector: CollectorLoop;
  readonly #schedules: ScheduleWork;
  readonly #stop = new AbortController();
  #election: Promise<void> | undefined;
  /** From the beginning to the end of a leadership, also while a late renewal forbids writes. */
  #leads = false;

  constructor(options: LeadershipOptions) {
    this.#options = options;
    const { clients, metrics, config, clock } = options;
    this.#events = this.#createEvents();
    this.#elector = this.#createElector();
    const api = new LiveApi(clients.work, {
      beforeWrite: () => {
        this.#assertLeader();
      },
    });
    const recordEvent = (regarding: KubeObject, event: EventNote): void => {
      this.#events.record(regarding, event);
    };
    const controller = createController({
      ...options,
      api,
      recordEvent,
      trustsApprovals: config.trustsApprovals,
    });
    this.#queue = new WorkQueue({
      workers: config.workers,
      work: (key) => controller.reconcile(key),
      clock,
      random: Math.random,
      observer: metrics.runs.queue,
    });
    this.#collector = new CollectorLoop({ ...options, api });
    this.#schedules = new ScheduleWork({ ...options, api, recordEvent });
    this.#observeGauges();
  }

  /**
   * Notes that a run has to be looked at. A standby notes nothing, since its queue would grow without
   * end: whoever begins to lead begins with everything.
   */
  add(key: string): void {
    if (this.#leads) this.#queue.add(key);
  }

  /** Notes that a schedule has to be looked at. */
  addSchedule(key: string): void {
    if (this.#leads) this.#schedules.add(key);
  }

  /** Takes part in the election. */
  start(): void {
    this.#election ??= this.#elector.run(this.#stop.signal);
  }

  /** Finishes what is under work, then gives the lease back. */
  async stop(): Promise<void> {
    this.#collector.stop();
    const drained = Promise.all([this.#queue.stop(), this.#schedules.stop()]);
    await Promise.race([drained, this.#elapsed(drainMs)]);
    await this.#events.stop(flushEventsMs);
    this.#stop.abort();
    await this.#election;
  }

  #createEvents(): EventRecorder {
    const { clients, config, clock, metrics, logger } = this.#options;
    return new EventRecorder({
      api: new LiveApi(clients.events),
      controller: controllerName,
      instance: config.podName,
      clock,
      random: Math.random,
      onDropped: (error) => {
        metrics.eventDropped();
        logger.warn({ err: error }, 'Event was dropped');
      },
    });
  }

  #createElector(): LeaseElector {
    const { clients, config, clock, logger } = this.#options;
    return new LeaseElector({
      api: leaseApi(clients),
      lease: { namespace: config.podNamespace, name: config.leaseName },
      identity: config.podName,
      clock,
      random: Math.random,
      onStarted: () => {
        this.#lead();
      },
      onStopped: () => {
        logger.warn('Leadership ended');
        this.#leads = false;
        this.#collector.stop();
        void this.#queue.stop();
        void this.#schedules.stop();
      },
      onProblem: (error) => {
        logger.warn({ err: error }, 'Lease was not renewed');
      },
    });
  }

  /**
   * What changed under another leader is in the caches, but its keys are not in the queue: all again,
   * and those of Jobs too, since a Job may be left over from a run that is gone.
   */
  #lead(): void {
    const { caches, logger, config } = this.#options;
    logger.info({ identity: config.podName }, 'Leadership began');
    this.#leads = true;
    for (const run of caches.runs.all()) this.#queue.add(keyOf(run.metadata));
    for (const key of caches.jobs.all().flatMap(runKeys)) this.#queue.add(key);
    this.#queue.start();
    this.#schedules.start();
    this.#collector.start();
  }

  #assertLeader(): void {
    if (!this.#elector.isLeader()) throw new NotLeaderError('write: this process does not lead');
  }

  #observeGauges(): void {
    this.#options.metrics.observe({
      queues: { pipelinerun: this.#queue, pipelineschedule: this.#schedules },
      isLeader: () => this.#elector.isLeader(),
      activeRuns: () => this.#options.caches.runs.all().filter((run) => !hasEnded(run)).length,
      unreadySchedules: () => this.#options.caches.schedules.all().filter(isUnready).length,
    });
  }

  #elapsed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(ms, resolve);
    });
  }
}

/** Whether a schedule says that it does not do its work. */
function isUnready({ status }: StoredPipelineSchedule): boolean {
  return status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'False') === true;
}
