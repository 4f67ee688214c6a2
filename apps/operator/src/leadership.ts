import type { StoredPipelineRun, StoredPipelineSchedule } from '@gho-platform/api';
import { group } from '@gho-platform/api';
import type { Clock, EventNote, KubeObject } from '@gho-platform/kube';
import { EventRecorder, LeaseElector, LiveApi, NotLeaderError } from '@gho-platform/kube';
import type { Logger } from 'pino';
import type { Caches } from './caches.ts';
import type { Clients } from './clients.ts';
import { leaseApi } from './clients.ts';
import { CollectorLoop } from './collector-loop.ts';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';
import { createPipelineWork, pipelineOfChange } from './pipelines/pipeline-work.ts';
import { Queues } from './pipelines/queues.ts';
import { hasEnded } from './run-state.ts';
import { createRunWork } from './run-work.ts';
import { createScheduleWork } from './schedules/schedule-work.ts';
import type { Wake } from './triggers.ts';
import type { Work } from './work.ts';

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
  readonly #work: Readonly<Record<Wake['queue'], Work>>;
  readonly #elector: LeaseElector;
  readonly #events: EventRecorder;
  readonly #collector: CollectorLoop;
  readonly #stop = new AbortController();
  #election: Promise<void> | undefined;
  /** From the beginning to the end of a leadership, also while a late renewal forbids writes. */
  #leads = false;

  constructor(options: LeadershipOptions) {
    this.#options = options;
    const { clients, config } = options;
    this.#events = this.#createEvents();
    this.#elector = this.#createElector();
    const beforeWrite = (): void => {
      this.#assertLeader();
    };
    const api = new LiveApi(clients.work, { beforeWrite });
    const dryRun = new LiveApi(clients.work, { beforeWrite, dryRun: true });
    const recordEvent = (regarding: KubeObject, event: EventNote): void => {
      this.#events.record(regarding, event);
    };
    this.#collector = new CollectorLoop({ ...options, api });
    const { workers, trustsApprovals } = config;
    const shared = { ...options, api, recordEvent, queues: new Queues() };
    const runs = createRunWork({ ...shared, dryRun, workers, trustsApprovals });
    const wakeRun = (key: string): void => {
      this.add({ queue: 'runs', key });
    };
    this.#work = {
      runs,
      pipelines: createPipelineWork({ ...shared, wakeRun }),
      schedules: createScheduleWork(shared),
    };
    options.caches.runs.subscribe((change) => {
      const key = pipelineOfChange(change);
      if (key !== undefined) this.add({ queue: 'pipelines', key });
    });
    this.#observeGauges();
  }

  /**
   * Notes what has to be looked at. A standby notes nothing, since its queues would grow without end:
   * whoever begins to lead begins with everything.
   */
  add({ queue, key }: Wake): void {
    if (this.#leads) this.#work[queue].add(key);
  }

  /** Takes part in the election. */
  start(): void {
    this.#election ??= this.#elector.run(this.#stop.signal);
  }

  /** Finishes what is under work, then gives the lease back. */
  async stop(): Promise<void> {
    this.#collector.stop();
    await Promise.race([this.#stopWork(), this.#elapsed(drainMs)]);
    await this.#events.stop(flushEventsMs);
    this.#stop.abort();
    await this.#election;
  }

  async #stopWork(): Promise<void> {
    await Promise.all(Object.values(this.#work).map((work) => work.stop()));
  }

  #createEvents(): EventRecorder {
    const { clients, config, clock, metrics, logger } = this.#options;
    return new EventRecorder({
      api: new LiveApi(clients.events),
      controller: controllerName,
      instance: config.podName,
      clock,
      random: Math.random,
      onDropped: (error, count) => {
        metrics.eventsDropped(count);
        logger.warn({ err: error, count }, 'Events were dropped');
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
        void this.#stopWork();
      },
      onProblem: (error) => {
        logger.warn({ err: error }, 'Lease was not renewed');
      },
    });
  }

  /** What changed under another leader is in the caches, but not in the queues: each begins with all. */
  #lead(): void {
    const { logger, config } = this.#options;
    logger.info({ identity: config.podName }, 'Leadership began');
    this.#leads = true;
    for (const work of Object.values(this.#work)) work.start();
    this.#collector.start();
  }

  #assertLeader(): void {
    if (!this.#elector.isLeader()) throw new NotLeaderError('write: this process does not lead');
  }

  #observeGauges(): void {
    this.#options.metrics.observe({
      queues: {
        pipeline: this.#work.pipelines,
        pipelinerun: this.#work.runs,
        pipelineschedule: this.#work.schedules,
      },
      isLeader: () => this.#elector.isLeader(),
      activeRuns: () => this.#options.caches.runs.all().filter((run) => !hasEnded(run)).length,
      queuedRuns: () => this.#options.caches.runs.all().filter(isQueued).length,
      unreadySchedules: () => this.#options.caches.schedules.all().filter(isUnready).length,
    });
  }

  #elapsed(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(ms, resolve);
    });
  }
}

function isQueued({ status }: StoredPipelineRun): boolean {
  return status?.waiting?.position !== undefined;
}

/** Whether a schedule says that it does not do its work. */
function isUnready({ status }: StoredPipelineSchedule): boolean {
  return status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'False') === true;
}
