import type { StoredPipeline, StoredPipelineRun } from '@gho-platform/api';
import { keyOf } from '@gho-platform/kube';
import type { PipelinePlan, QueueEntry } from '@gho-platform/pipeline-core';
import { turnOf } from '@gho-platform/pipeline-core';
import type { Turn } from '@gho-platform/run-core';
import { observeRun } from './observe-run.ts';

/**
 * Queues remembers who waits at which place, for the runs' own statuses. It decides nothing, and is
 * lost with the process: the next pass over a Pipeline says it again.
 */
export class Queues {
  readonly #byPipeline = new Map<string, ReadonlyMap<string, QueueEntry>>();

  /**
   * Notes a queue. A place that is not due to be shown stays as it was: otherwise each write of a
   * status would be answered by the next one while the queue moves.
   */
  note(pipelineKey: string, { queue, refresh }: PipelinePlan): void {
    const before = this.#byPipeline.get(pipelineKey);
    const due = new Set(refresh);
    const entries = queue.map((entry) => {
      const shown = due.has(entry.name) ? undefined : before?.get(entry.uid);
      return [entry.uid, shown ?? entry] as const;
    });
    if (entries.length === 0) this.forget(pipelineKey);
    else this.#byPipeline.set(pipelineKey, new Map(entries));
  }

  /** What a Pipeline and its queue say about a run that has not started. */
  turnOf(pipeline: StoredPipeline, run: StoredPipelineRun): Turn {
    const entry = this.#byPipeline.get(keyOf(pipeline.metadata))?.get(run.metadata.uid);
    return turnOf(pipeline, observeRun(run, pipeline.spec, false), entry);
  }

  forget(pipelineKey: string): void {
    this.#byPipeline.delete(pipelineKey);
  }
}
