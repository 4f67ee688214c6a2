import type { StoredPipelineRun } from '@gho-platform/api';
import { runReasons } from '@gho-platform/api';
import type { Registry } from 'prom-client';
import { Counter } from 'prom-client';
import type { Caches } from './caches.ts';
import { hasEnded } from './run-state.ts';

/** Reasons of runs that have not ended, or that only asked. */
const uncounted: ReadonlySet<string> = new Set([
  runReasons.planned,
  runReasons.pending,
  runReasons.running,
  runReasons.queued,
  runReasons.suspended,
  runReasons.awaitingApproval,
  runReasons.retrying,
  runReasons.stopping,
  runReasons.finishing,
  runReasons.pipelineNotFound,
]);

const finalReasons = Object.values(runReasons).filter((reason) => !uncounted.has(reason));

/** Anybody who may create runs may write any name: only those of Pipelines become labels. */
const noPipeline = '';

/**
 * FinishedRuns counts the runs that ended, however early, by Pipeline and reason. Each counter is
 * there with 0 before it counts: Prometheus sees no increase in one that begins with 1.
 */
export class FinishedRuns {
  readonly #counter: Counter;
  readonly #pipelines = new Set<string>();

  constructor(registry: Registry) {
    this.#counter = new Counter({
      name: 'gho_pipeline_runs_finished_total',
      help: 'Runs that ended, also those that were refused before they started.',
      labelNames: ['pipeline', 'reason'],
      registers: [registry],
    });
    this.#expect(noPipeline);
  }

  /** Expects the ends of runs of every Pipeline that the caches know of, now and later. */
  follow({ pipelines, runs }: Pick<Caches, 'pipelines' | 'runs'>): void {
    pipelines.subscribe(({ type, object }) => {
      if (type === 'Added') this.#expect(object.metadata.name);
    });
    // The Pipeline of a run under way may be gone.
    runs.subscribe(({ type, object }) => {
      const underWay = object.status?.pipelineRevision !== undefined && !hasEnded(object);
      if (type === 'Added' && underWay) this.#expect(object.spec.pipelineRef.name);
    });
  }

  /** Counts a run whose end was stored just now. */
  count({ spec, status }: StoredPipelineRun): void {
    const { name } = spec.pipelineRef;
    const exists = this.#pipelines.has(name) || status?.pipelineRevision !== undefined;
    const succeeded = status?.conditions?.find(({ type }) => type === 'Succeeded');
    const pipeline = exists ? name : noPipeline;
    this.#counter.inc({ pipeline, reason: succeeded?.reason ?? '' });
  }

  #expect(pipeline: string): void {
    if (this.#pipelines.has(pipeline)) return;
    this.#pipelines.add(pipeline);
    for (const reason of finalReasons) this.#counter.inc({ pipeline, reason }, 0);
  }
}
