import type {
  PipelineRunStatus,
  StoredPipelineRun,
  StoredPipelineSchedule,
} from '@gho-platform/api';
import { apiVersion } from '@gho-platform/api';
import type { KubeObject, Resource, WorkOutcome } from '@gho-platform/kube';
import { keyOf } from '@gho-platform/kube';
import { ManualClock, MemoryApi } from '@gho-platform/kube/testing';
import { pino } from 'pino';
import type { Caches } from '../caches.ts';
import { createCaches } from '../caches.ts';
import { Metrics } from '../metrics.ts';
import { pipelineRuns, pipelineSchedules } from '../resources.ts';
import type { ScheduleController } from '../schedules/schedule-controller.ts';
import { createScheduleController } from '../schedules/schedule-work.ts';
import { namespace } from './objects.ts';

/** An hourly schedule that was created at midnight, which is when the clock starts. */
function schedule(spec: Partial<StoredPipelineSchedule['spec']>): StoredPipelineSchedule {
  return {
    apiVersion,
    kind: 'PipelineSchedule',
    metadata: {
      name: 'hourly',
      namespace,
      uid: 'uid-hourly',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '2026-06-01T00:00:00Z',
    },
    spec: {
      pipelineRef: { name: 'gho' },
      cron: ['0 * * * *'],
      timeZone: 'UTC',
      concurrencyPolicy: 'Forbid',
      missedRunPolicy: 'Latest',
      maxCatchUp: 10,
      spreadSeconds: 0,
      suspend: false,
      successfulRunsHistoryLimit: 10,
      failedRunsHistoryLimit: 10,
      ...spec,
    },
  };
}

/** ScheduleBench is a controller of schedules on an API server in memory. */
export class ScheduleBench {
  readonly clock = new ManualClock();
  readonly api = new MemoryApi();
  readonly metrics = new Metrics();
  readonly events: string[] = [];
  readonly caches: Caches = createCaches({
    freeze: true,
    onListenerError: (error) => {
      throw error;
    },
  });
  #controller: ScheduleController;

  constructor(spec: Partial<StoredPipelineSchedule['spec']> = {}) {
    this.#controller = this.#start();
    this.api.put(pipelineSchedules, schedule(spec));
    this.sync();
  }

  /** The process dies and another one starts. */
  restart(): void {
    this.#controller = this.#start();
  }

  async reconcile(): Promise<WorkOutcome> {
    return this.#controller.reconcile(keyOf({ namespace, name: 'hourly' }));
  }

  /** Passes, with caches that follow, until a pass makes no request. */
  async settle(): Promise<WorkOutcome> {
    for (let pass = 0; pass < 30; pass++) {
      const before = this.api.requests.length;
      const outcome = await this.reconcile();
      this.sync();
      if (this.api.requests.length === before) return outcome;
    }
    throw new Error('the schedule does not come to rest');
  }

  /** Brings the caches up to the API server's state. */
  sync(): void {
    const versions = [pipelineSchedules, pipelineRuns].flatMap((resource) =>
      this.api.stored(resource).map(({ metadata }) => Number(metadata?.resourceVersion)),
    );
    const version = String(Math.max(...versions));
    this.caches.runs.replace(namespace, this.#copies<StoredPipelineRun>(pipelineRuns), version);
    const schedules = this.#copies<StoredPipelineSchedule>(pipelineSchedules);
    this.caches.schedules.replace(namespace, schedules, version);
  }

  get schedule(): StoredPipelineSchedule {
    const [found] = this.api.stored(pipelineSchedules);
    return found as StoredPipelineSchedule;
  }

  get runs(): readonly StoredPipelineRun[] {
    return this.api.stored(pipelineRuns) as readonly StoredPipelineRun[];
  }

  /** Status and reason of the condition Ready. */
  get ready(): string {
    const ready = this.schedule.status?.conditions?.find(({ type }) => type === 'Ready');
    return `${ready?.status ?? ''} ${ready?.reason ?? ''}`;
  }

  /** Ends the newest run. */
  endRun(status: 'True' | 'False', reason: string): void {
    const run = this.runs.at(-1);
    if (run === undefined) throw new Error('there is no run');
    const condition = { type: 'Succeeded', status, reason, message: '' } as const;
    const ended: PipelineRunStatus = {
      conditions: [{ ...condition, lastTransitionTime: this.clock.now().toISOString() }],
    };
    this.api.put(pipelineRuns, { ...run, status: ended });
    this.sync();
  }

  #start(): ScheduleController {
    return createScheduleController({
      api: this.api,
      caches: this.caches,
      clock: this.clock,
      logger: pino({ level: 'silent' }),
      metrics: this.metrics,
      recordEvent: (_schedule, { reason }) => this.events.push(reason),
    });
  }

  /** Caches freeze what they hold; the API server's own objects stay as they are. */
  #copies<T extends KubeObject>(resource: Resource): T[] {
    return this.api.stored(resource).map((object) => structuredClone(object) as T);
  }
}
