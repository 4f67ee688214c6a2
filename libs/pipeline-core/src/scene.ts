import type { Instant, ObservedRun, PipelineFacts } from './facts.ts';
import type { Spec, Status } from './types.ts';

/** Scene is the facts, in the form in which the rules ask for them. */
export interface Scene {
  readonly pipeline: string;
  readonly spec: Spec;
  /** The status as stored. */
  readonly before: Status;
  /** Each run once. */
  readonly runs: readonly ObservedRun[];
  readonly runByUid: ReadonlyMap<string, ObservedRun>;
  readonly goneRuns: ReadonlySet<string>;
  readonly now: Instant;
}

/** sceneOf prepares the facts; of runs with one uid the last counts. */
export function sceneOf({ pipeline, runs, goneRuns, now }: PipelineFacts): Scene {
  const runByUid = new Map(runs.map((run) => [run.uid, run]));
  return {
    pipeline: pipeline.metadata.name,
    spec: pipeline.spec,
    before: pipeline.status ?? {},
    runs: [...runByUid.values()],
    runByUid,
    goneRuns,
    now,
  };
}

/** Whether runs of the Pipeline need to be let in. */
export function isGated({ concurrency, partition }: Spec): boolean {
  return concurrency !== undefined || partition !== undefined;
}
