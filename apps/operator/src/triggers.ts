import type { StoredPipeline } from '@gho-platform/api';
import { controllerOf, keyOf, refOfObject } from '@gho-platform/kube';
import type { KubeObject } from '@gho-platform/kube';
import type { Caches } from './caches.ts';
import { indexes, runKeys } from './caches.ts';
import { pipelineRuns, pipelines, pipelineSchedules } from './resources.ts';

/** Keys of the runs for which a change of an object of this kind may matter. */
export type Trigger = (object: KubeObject) => readonly string[];

/** Triggers by plural of the watched resource. */
export function createTriggers(caches: Caches): Readonly<Record<string, Trigger>> {
  return {
    [pipelineRuns.plural]: (run) => [keyOf(refOfObject(run))],
    // A Pipeline matters to runs that wait for it; all others have frozen theirs.
    [pipelines.plural]: (pipeline) =>
      caches.runs
        .find(indexes.unresolved, keyOf(refOfObject(pipeline as StoredPipeline)))
        .map((run) => keyOf(run.metadata)),
    jobs: runKeys,
    pods: runKeys,
  };
}

/** Keys of the schedules for which a change may matter, by plural of the watched resource. */
export const scheduleTriggers: Readonly<Record<string, Trigger>> = {
  [pipelineSchedules.plural]: (schedule) => [keyOf(refOfObject(schedule))],
  [pipelineRuns.plural]: (run) => {
    const owner = controllerOf(run);
    if (owner?.kind !== pipelineSchedules.kind) return [];
    return [keyOf({ namespace: refOfObject(run).namespace, name: owner.name })];
  },
};
