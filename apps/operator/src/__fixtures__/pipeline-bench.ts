import type { StoredPipeline, StoredPipelineSpec } from '@gho-platform/api';
import type { WorkOutcome } from '@gho-platform/kube';
import { keyOf } from '@gho-platform/kube';
import { pino } from 'pino';
import { Metrics } from '../metrics.ts';
import type { PipelineController } from '../pipelines/pipeline-controller.ts';
import { createPipelineController } from '../pipelines/pipeline-work.ts';
import { pipelineRuns, pipelines } from '../resources.ts';
import { Bench } from './bench.ts';
import { namespace } from './objects.ts';

/** PipelineBench is the controllers of runs and of their Pipeline `gho` on an API server in memory. */
export class PipelineBench extends Bench {
  readonly woken: string[] = [];
  readonly told: string[] = [];
  #controller = this.#start();

  constructor(pipeline: Partial<StoredPipelineSpec>) {
    super(pipeline);
    this.sync();
  }

  /** The process dies and another one starts. */
  restart(): void {
    this.queues.forget(keyOf({ namespace, name: 'gho' }));
    this.#controller = this.#start();
  }

  async reconcilePipeline(): Promise<WorkOutcome> {
    return this.#controller.reconcile(keyOf({ namespace, name: 'gho' }));
  }

  /** Passes over the Pipeline and all runs, with caches that follow, until no pass makes a request. */
  async settleAll(): Promise<WorkOutcome> {
    for (let pass = 0; pass < 50; pass++) {
      const before = this.api.requests.length;
      const outcome = await this.reconcilePipeline();
      this.sync();
      for (const name of this.runNames) {
        await this.reconcile(name);
        this.sync();
      }
      if (this.api.requests.length === before) return outcome;
    }
    throw new Error('the runs do not come to rest');
  }

  /** Lets the two stages of a run end. */
  async finish(run: string, exitCode = 0): Promise<void> {
    for (const stage of ['ingest', 'transform']) {
      const name = `${run}-${stage}-1`;
      if (!this.jobNames().includes(name)) return;
      this.endJob(name, exitCode);
      await this.settleAll();
    }
  }

  get pipeline(): StoredPipeline {
    const [found] = this.api.stored(pipelines);
    return found as StoredPipeline;
  }

  get runNames(): readonly string[] {
    return this.api.stored(pipelineRuns).map(({ metadata }) => metadata?.name ?? '');
  }

  /** Names of the runs that have a place. */
  get active(): readonly string[] {
    return (this.pipeline.status?.active ?? []).map(({ run }) => run);
  }

  /** Each run as `name reason`. */
  get reasons(): readonly string[] {
    return this.runNames.map((name) => {
      const conditions = this.run(name).status?.conditions ?? [];
      const succeeded = conditions.find(({ type }) => type === 'Succeeded');
      return `${name} ${succeeded?.reason ?? 'none'}`;
    });
  }

  #start(): PipelineController {
    return createPipelineController({
      api: this.api,
      caches: this.caches,
      clock: this.clock,
      logger: pino({ level: 'silent' }),
      metrics: new Metrics(),
      queues: this.queues,
      wakeRun: (key) => this.woken.push(key),
      recordEvent: (_pipeline, { reason }) => this.told.push(reason),
    });
  }
}
