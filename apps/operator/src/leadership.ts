import type { StoredPipelineRun } from '@gho-platform/api';
import { group } from '@gho-platform/api';
import type { Clock } from '@gho-platform/kube';
import {
  EventRecorder,
  keyOf,
  LeaseElector,
  LiveApi,
  NotLeaderError,
  WorkQueue,
} from '@gho-platform/kube';
import type { RunEvent } from '@gho-platform/run-core';
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
    const controller = createController({
      ...options,
      api,
      recordEvent: (run, event) => {
        this.#recordEvent(run, event);
      },
    });
    this.#queue = new WorkQueue({
      workers: config.workers,
      work: (key) => controller.reconcile(key),
      clock,
      random: Math.random,
      observer: metrics.queue,
    });
    this.#collector = new CollectorLoop({ ...options, api });
    this.#observeGauges();
  }

  /**
   * Notes that a run has to be looked at. A standby notes nothing, since its queue would grow without
   * end: whoever begins to lead begins with everything.
   */
  add(key: string): void {
    if (this.#leads) this.#queue.add(key);
  }

  /** Takes part in the election. */
  start(): void {
    this.#election ??= this.#elector.run(this.#stop.signal);
  }

  /** Finishes what is under work, then gives the lease back. */
  async stop(): Promise<void> {
    this.#collector.stop();
    await Promise.race([this.#queue.stop(), this.#elapsed(drainMs)]);
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
    this.#collector.start();
  }

  #assertLeader(): void {
    if (!this.#elector.isLeader()) throw new NotLeaderError('write: this process does not lead');
  }

  #recordEvent(run: StoredPipelineRun, event: RunEvent): void {
    this.#events.record(run, event);
  }

  #observeGauges(): void {
    this.#options.metrics.observe({
      queueDepth: () => this.#queue.depth,
      running: () => this.#queue.running,
      isLeader: () => this.#elector.isLeader(),
      activeRuns: () => this.#options.caches.runs.all().filter((run) => !hasEnded(run)).length,
    });
  }

  #elapsed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(ms, resolve);
    });
  }
}
