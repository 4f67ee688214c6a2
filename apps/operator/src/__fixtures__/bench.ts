import { labels, stageContainer } from '@gho-platform/api';
import type { StoredPipeline, StoredPipelineRun, StoredPipelineSpec } from '@gho-platform/api';
import type { KubeObject, Resource, WorkOutcome } from '@gho-platform/kube';
import { jobs, keyOf, pods } from '@gho-platform/kube';
import { ManualClock, MemoryApi } from '@gho-platform/kube/testing';
import type { RunEvent } from '@gho-platform/run-core';
import { pino } from 'pino';
import type { Caches } from '../caches.ts';
import { createCaches } from '../caches.ts';
import { createController } from '../create-controller.ts';
import { Metrics } from '../metrics.ts';
import { Queues } from '../pipelines/queues.ts';
import { jobToKeep, pipelineRuns, pipelines, podToKeep } from '../resources.ts';
import { makePipeline, makeRun, namespace, pipelineSpec } from './objects.ts';

/** Bench is a controller on an API server in memory whose caches follow only when told to. */
export class Bench {
  readonly clock = new ManualClock();
  readonly api = new MemoryApi();
  /** What is written here is stored apart, so that the API server does not have it. */
  readonly dryRun = new MemoryApi();
  readonly caches: Caches = createCaches({
    freeze: true,
    onListenerError: (error) => {
      throw error;
    },
  });
  readonly events: string[] = [];
  readonly queues = new Queues();
  readonly #controller = createController({
    api: this.api,
    dryRun: this.dryRun,
    caches: this.caches,
    clock: this.clock,
    logger: pino({ level: 'silent' }),
    metrics: new Metrics(),
    trustsApprovals: true,
    queues: this.queues,
    recordEvent: (_run, { reason }: RunEvent) => this.events.push(reason),
  });

  constructor(pipeline: Partial<StoredPipelineSpec> = {}) {
    this.api.put(pipelines, makePipeline({ ...pipelineSpec, ...pipeline }));
  }

  /** Stores a run as a user does, and lets the caches see it. */
  createRun(name: string, spec: Partial<StoredPipelineRun['spec']> = {}): void {
    const run = makeRun(name);
    this.api.put(pipelineRuns, { ...run, spec: { ...run.spec, ...spec } });
    this.sync();
  }

  /** Brings the caches up to the API server's state. */
  sync(): void {
    const versions = [pipelines, pipelineRuns, jobs, pods].flatMap((resource) =>
      this.api.stored(resource).map(({ metadata }) => Number(metadata?.resourceVersion)),
    );
    const version = String(Math.max(...versions));
    const { caches } = this;
    caches.pipelines.replace(namespace, this.#copies<StoredPipeline>(pipelines), version);
    caches.runs.replace(namespace, this.#copies<StoredPipelineRun>(pipelineRuns), version);
    caches.jobs.replace(namespace, this.#copies(jobs).map(jobToKeep), version);
    caches.pods.replace(namespace, this.#copies(pods).map(podToKeep), version);
  }

  /** Caches freeze what they hold; the API server's own objects stay as they are. */
  #copies<T extends KubeObject>(resource: Resource): T[] {
    return this.api.stored(resource).map((object) => structuredClone(object) as T);
  }

  async reconcile(name: string): Promise<WorkOutcome> {
    return this.#controller.reconcile(keyOf({ namespace, name }));
  }

  /** Passes over a run, with caches that follow, until a pass makes no request. */
  async settle(name: string): Promise<void> {
    for (let pass = 0; pass < 20; pass++) {
      const before = this.api.requests.length;
      await this.reconcile(name);
      this.sync();
      if (this.api.requests.length === before) return;
    }
    throw new Error(`the run ${name} does not come to rest`);
  }

  run(name: string): StoredPipelineRun {
    const found = this.api.stored(pipelineRuns).find(({ metadata }) => metadata?.name === name);
    if (found === undefined) throw new Error(`no run ${name}`);
    return found as StoredPipelineRun;
  }

  jobNames(): readonly string[] {
    return this.api.stored(jobs).map(({ metadata }) => metadata?.name ?? '');
  }

  /** Lets the pod of a Job end. */
  endJob(name: string, exitCode: number): void {
    this.setPod(name, { terminated: { exitCode, finishedAt: this.clock.now().toISOString() } });
  }

  /** Brings the container of a Job's pod into a state, as the kubelet reports it. */
  setPod(name: string, state: object): void {
    const job = this.api.stored(jobs).find(({ metadata }) => metadata?.name === name);
    const { uid = '', labels: given = {} } = job?.metadata ?? {};
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid, controller: true };
    const image = 'example.org/ingest:1';
    const pod = {
      metadata: {
        name: `${name}-pod`,
        namespace,
        labels: { [labels.runUid]: given[labels.runUid] ?? '' },
        ownerReferences: [owner],
      },
      spec: { containers: [{ name: stageContainer, image }] },
      status: { containerStatuses: [{ name: stageContainer, image, state }] },
    };
    this.api.put(pods, pod);
    this.sync();
  }
}
