import type { StoredPipelineRun } from '@gho-platform/api';
import type { WorkQueueObserver } from '@gho-platform/kube';
import { isPreview } from '@gho-platform/run-core';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CreateJob } from './apply.ts';
import { FinishedRuns } from './finished-runs.ts';
import { hasEnded } from './run-state.ts';
import { ScheduleMetrics } from './schedules/schedule-metrics.ts';

/** Names as controller-runtime and client-go have them: people's dashboards know those. */
export type ControllerName = 'pipeline' | 'pipelinerun' | 'pipelineschedule';

/** Seconds: from a pass on caches to a pass that waits for a busy API server. */
const passBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15];
/** Seconds: from a stage that does nothing to a day of training. */
const durationBuckets = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];
/** Seconds: a container's end is known to the second, so less cannot be told apart. */
const handoffBuckets = [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60];

/** ReconcileObserver is told of each pass over a run, Pipeline or schedule. */
export interface ReconcileObserver {
  readonly finished: (result: 'success' | 'error', tookMs: number) => void;
  /** A pass that waited because a cache had yet to show this process's own write. */
  readonly skippedStale: () => void;
}

/** What a queue is doing now. */
export interface QueueFigures {
  readonly depth: number;
  /** Milliseconds since each key under work was taken up. */
  readonly running: readonly number[];
}

/** What the controller of one kind reports to. */
export interface ControllerObservers {
  readonly reconciles: ReconcileObserver;
  readonly queue: WorkQueueObserver;
}

/** Figures that are read when somebody asks for them. */
export interface Gauges {
  readonly queues: Readonly<Record<ControllerName, QueueFigures>>;
  readonly isLeader: () => boolean;
  /** Runs that have not ended. */
  readonly activeRuns: () => number;
  /** Runs that wait for their turn among the runs of their Pipeline. */
  readonly queuedRuns: () => number;
  /** Schedules that do not do their work. */
  readonly unreadySchedules: () => number;
}

/** Metrics is the table of everything that is measured. No label holds the name of a run. */
export class Metrics {
  readonly registry = new Registry();
  readonly #registers = [this.registry];
  readonly #queueGauges = new Map<string, QueueFigures>();

  readonly #reconciles = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Passes over an object by result.',
    labelNames: ['controller', 'result'],
    registers: this.#registers,
  });
  readonly #reconcileErrors = new Counter({
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Passes over an object that were not finished.',
    labelNames: ['controller'],
    registers: this.#registers,
  });
  readonly #reconcileTime = new Histogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'Duration of a pass over an object.',
    labelNames: ['controller'],
    buckets: passBuckets,
    registers: this.#registers,
  });
  readonly #staleSkips = new Counter({
    name: 'stale_sync_skips_total',
    help: 'Passes put off until a cache shows the own last write.',
    labelNames: ['controller'],
    registers: this.#registers,
  });
  readonly #adds = new Counter({
    name: 'workqueue_adds_total',
    help: 'Keys added to the queue.',
    labelNames: ['name'],
    registers: this.#registers,
  });
  readonly #retries = new Counter({
    name: 'workqueue_retries_total',
    help: 'Keys that come back after a failure.',
    labelNames: ['name'],
    registers: this.#registers,
  });
  readonly #queueDuration = new Histogram({
    name: 'workqueue_queue_duration_seconds',
    help: 'Time that a key waits for a worker.',
    labelNames: ['name'],
    buckets: passBuckets,
    registers: this.#registers,
  });
  readonly #workDuration = new Histogram({
    name: 'workqueue_work_duration_seconds',
    help: 'Time that a worker has a key.',
    labelNames: ['name'],
    buckets: passBuckets,
    registers: this.#registers,
  });
  readonly #requests = new Counter({
    name: 'rest_client_requests_total',
    help: 'Requests to the API server; code is <error> when no answer came.',
    labelNames: ['code', 'method', 'host'],
    registers: this.#registers,
  });
  readonly #watchProblems = new Counter({
    name: 'gho_watch_problems_total',
    help: 'Lists and watches that had to be started again after a failure.',
    labelNames: ['resource'],
    registers: this.#registers,
  });
  readonly #eventsDropped = new Counter({
    name: 'gho_events_dropped_total',
    help: 'Kubernetes events that could not be stored.',
    registers: this.#registers,
  });
  readonly finishedRuns = new FinishedRuns(this.registry);
  readonly scheduleTicks = new ScheduleMetrics(this.registry);
  readonly #runDuration = new Histogram({
    name: 'gho_pipeline_run_duration_seconds',
    help: 'From the acceptance of a run to its end.',
    labelNames: ['pipeline', 'reason'],
    buckets: durationBuckets,
    registers: this.#registers,
  });
  readonly #stageDuration = new Histogram({
    name: 'gho_stage_duration_seconds',
    help: 'From the first attempt of a stage to its outcome.',
    labelNames: ['stage', 'outcome'],
    buckets: durationBuckets,
    registers: this.#registers,
  });
  readonly #handoff = new Histogram({
    name: 'gho_stage_handoff_seconds',
    help: 'From the end of a stage to the Job of the next one.',
    labelNames: ['stage'],
    buckets: handoffBuckets,
    registers: this.#registers,
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** For runs. */
  readonly runs = this.#observersOf('pipelinerun');
  readonly pipelines = this.#observersOf('pipeline');
  readonly schedules = this.#observersOf('pipelineschedule');

  request(method: string, status: number | undefined): void {
    const code = status === undefined ? '<error>' : String(status);
    this.#requests.inc({ code, method, host: 'kubernetes' });
  }

  watchProblem(resource: string): void {
    this.#watchProblems.inc({ resource });
  }

  eventsDropped(count: number): void {
    this.#eventsDropped.inc(count);
  }

  /** Measures what a stored status says for the first time. A run of mode Plan did nothing. */
  statusStored(before: StoredPipelineRun, after: StoredPipelineRun): void {
    if (isPreview(after)) return;
    for (const { name, state, seconds } of newlyEndedStages(before, after)) {
      this.#stageDuration.observe({ stage: name, outcome: state }, seconds);
    }
    if (hasEnded(before) || !hasEnded(after)) return;
    this.finishedRuns.count(after);
    const seconds = durationOf(after.status);
    if (seconds === undefined) return;
    const succeeded = after.status?.conditions?.find(({ type }) => type === 'Succeeded');
    const pipeline = after.spec.pipelineRef.name;
    this.#runDuration.observe({ pipeline, reason: succeeded?.reason ?? '' }, seconds);
  }

  /** Measures the hand-over from one stage to the first attempt of the next. */
  jobCreated(run: StoredPipelineRun, { stage, attempt }: CreateJob, now: Date): void {
    const stages = run.status?.stages ?? [];
    const before = stages[stages.findIndex(({ name }) => name === stage) - 1];
    // What was taken over from another run ended in another run.
    const endedAt = before?.inheritedFrom === undefined ? before?.finishedAt : undefined;
    const seconds = secondsBetween(endedAt, now.toISOString());
    if (attempt === 1 && seconds !== undefined) this.#handoff.observe({ stage }, seconds);
  }

  /** Registers the figures that are read on demand. */
  observe(gauges: Gauges): void {
    for (const [name, figures] of Object.entries(gauges.queues)) {
      this.#queueGauges.set(name, figures);
    }
    this.#queueGauge('workqueue_depth', 'name', ({ depth }) => depth);
    this.#queueGauge('workqueue_unfinished_work_seconds', 'name', ({ running }) =>
      running.reduce((sum, ms) => sum + ms / 1000, 0),
    );
    this.#queueGauge('workqueue_longest_running_processor_seconds', 'name', ({ running }) =>
      running.reduce((longest, ms) => Math.max(longest, ms / 1000), 0),
    );
    this.#queueGauge(
      'controller_runtime_active_workers',
      'controller',
      ({ running }) => running.length,
    );
    this.#gauge('leader_election_master_status', 'name', () => [
      ['operator', gauges.isLeader() ? 1 : 0],
    ]);
    this.#gauge('gho_pipeline_runs_active', undefined, () => [['', gauges.activeRuns()]]);
    this.#gauge('gho_pipeline_runs_queued', undefined, () => [['', gauges.queuedRuns()]]);
    this.#gauge('gho_schedules_not_ready', undefined, () => [['', gauges.unreadySchedules()]]);
  }

  #observersOf(controller: ControllerName): ControllerObservers {
    const name = controller;
    return {
      reconciles: {
        finished: (result, tookMs) => {
          this.#reconciles.inc({ controller, result });
          if (result === 'error') this.#reconcileErrors.inc({ controller });
          this.#reconcileTime.observe({ controller }, tookMs / 1000);
        },
        skippedStale: () => {
          this.#staleSkips.inc({ controller });
        },
      },
      queue: {
        added: () => {
          this.#adds.inc({ name });
        },
        retried: () => {
          this.#retries.inc({ name });
        },
        started: (waitedMs) => {
          this.#queueDuration.observe({ name }, waitedMs / 1000);
        },
        finished: (workedMs) => {
          this.#workDuration.observe({ name }, workedMs / 1000);
        },
      },
    };
  }

  #queueGauge(name: string, label: string, read: (queue: QueueFigures) => number): void {
    this.#gauge(name, label, () =>
      [...this.#queueGauges].map(([controller, figures]) => [controller, read(figures)]),
    );
  }

  /** `read` gives the value for each value of the label. */
  #gauge(
    name: string,
    label: string | undefined,
    read: () => readonly (readonly [string, number])[],
  ): void {
    new Gauge({
      name,
      help: `Current value of ${name.replaceAll('_', ' ')}.`,
      labelNames: label === undefined ? [] : [label],
      registers: this.#registers,
      collect() {
        for (const [value, figure] of read()) {
          this.set(label === undefined ? {} : { [label]: value }, figure);
        }
      },
    });
  }
}

interface EndedStage {
  readonly name: string;
  readonly state: string;
  readonly seconds: number;
}

function newlyEndedStages(
  before: StoredPipelineRun,
  after: StoredPipelineRun,
): readonly EndedStage[] {
  const known = new Set(
    before.status?.stages?.filter((stage) => stage.finishedAt).map(({ name }) => name),
  );
  return (after.status?.stages ?? []).flatMap((stage) => {
    const seconds = durationOf(stage);
    const isOwn = stage.inheritedFrom === undefined;
    if (seconds === undefined || known.has(stage.name) || !isOwn) return [];
    return [{ name: stage.name, state: stage.state, seconds }];
  });
}

interface Timed {
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

function durationOf(timed: Timed | undefined): number | undefined {
  return secondsBetween(timed?.startedAt, timed?.finishedAt);
}

function secondsBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}
