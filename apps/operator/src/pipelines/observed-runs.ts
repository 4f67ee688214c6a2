import type { StoredPipeline, StoredPipelineRun } from '@gho-platform/api';
import type { ObservedRun } from '@gho-platform/pipeline-core';
import { observeRun } from './observe-run.ts';

interface Observation {
  readonly pipelineUid: string;
  /** The part of the Pipeline that matters to it changes with its generation. */
  readonly pipelineGeneration: number | undefined;
  readonly hasJobs: boolean;
  readonly observed: ObservedRun;
}

/**
 * ObservedRuns keeps what was observed of a run for as long as a cache holds the same object: between two
 * passes over a Pipeline one of its thousands of runs changes.
 */
export class ObservedRuns {
  readonly #observations = new WeakMap<StoredPipelineRun, Observation>();

  /** The run as its Pipeline sees it; `hasJobs` says whether Jobs of it are left. */
  observe(run: StoredPipelineRun, pipeline: StoredPipeline, hasJobs: boolean): ObservedRun {
    const { uid, generation } = pipeline.metadata;
    const known = this.#observations.get(run);
    if (
      known?.pipelineUid === uid &&
      known.pipelineGeneration === generation &&
      known.hasJobs === hasJobs
    ) {
      return known.observed;
    }
    const observed = observeRun(run, pipeline.spec, hasJobs);
    this.#observations.set(run, {
      pipelineUid: uid,
      pipelineGeneration: generation,
      hasJobs,
      observed,
    });
    return observed;
  }
}
