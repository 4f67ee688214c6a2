import { controllerOf, keyOf, refOfObject } from '@gho-platform/kube';
import type { KubeObject } from '@gho-platform/kube';
import { runKeys } from './caches.ts';
import { pipelineRuns, pipelines, pipelineSchedules } from './resources.ts';

/** Wake is an object that has to be looked at, and the queue whose work that is. */
export interface Wake {
  readonly queue: 'runs' | 'pipelines' | 'schedules';
  readonly key: string;
}

/** What a change of an object wakes, by plural of the watched resource. */
const wakes: Readonly<Record<string, (object: KubeObject) => readonly Wake[]>> = {
  // A Pipeline matters to runs that wait for it, which its own pass wakes; all others froze theirs.
  [pipelines.plural]: (pipeline) => [{ queue: 'pipelines', key: keyOf(refOfObject(pipeline)) }],
  [pipelineRuns.plural]: (run) => [
    { queue: 'runs', key: keyOf(refOfObject(run)) },
    ...scheduleOf(run),
  ],
  [pipelineSchedules.plural]: (schedule) => [
    { queue: 'schedules', key: keyOf(refOfObject(schedule)) },
  ],
  jobs: runOf,
  pods: runOf,
};

export function wakesOf(plural: string, object: KubeObject): readonly Wake[] {
  return wakes[plural]?.(object) ?? [];
}

function runOf(object: KubeObject): readonly Wake[] {
  return runKeys(object).map((key) => ({ queue: 'runs', key }));
}

function scheduleOf(run: KubeObject): readonly Wake[] {
  const owner = controllerOf(run);
  if (owner?.kind !== pipelineSchedules.kind) return [];
  const { namespace } = refOfObject(run);
  return [{ queue: 'schedules', key: keyOf({ namespace, name: owner.name }) }];
}
