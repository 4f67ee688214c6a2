import { labels } from '@gho-platform/api';
import type { StoredPipeline, StoredPipelineRun, StoredPipelineSchedule } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';
import { controllerOf, keyOf, refOfObject, Store } from '@gho-platform/kube';
import { hasEnded } from './run-state.ts';

/** Caches hold what the operator watches. They trigger; live reads decide. */
export interface Caches {
  readonly pipelines: Store<StoredPipeline>;
  readonly runs: Store<StoredPipelineRun>;
  readonly schedules: Store<StoredPipelineSchedule>;
  /** What the decision reads of them, see `observedJob`: the others would fill the memory. */
  readonly jobs: Store<KubeObject>;
  /** See `observedPod`. */
  readonly pods: Store<KubeObject>;
}

/** Names of the indexes. */
export const indexes = {
  /** Jobs and pods by the uid of their run. */
  runUid: 'runUid',
  /** Jobs by the key of the run that their label names, be it there or not. */
  runKey: 'runKey',
  /** Runs by the key of their Pipeline, be it there or not. */
  pipeline: 'pipeline',
  /** Runs that wait to freeze a Pipeline, by its key. */
  unresolved: 'unresolved',
  /** Runs by the uid of their schedule. */
  scheduleUid: 'scheduleUid',
} as const;

export interface CacheOptions {
  readonly onListenerError: (error: unknown) => void;
  readonly freeze?: boolean;
}

export function createCaches(options: CacheOptions): Caches {
  return {
    pipelines: new Store(options),
    runs: new Store<StoredPipelineRun>({
      ...options,
      indexes: {
        [indexes.pipeline]: (run) => [pipelineKeyOf(run)],
        [indexes.unresolved]: unresolvedPipeline,
        [indexes.scheduleUid]: controllerUid,
      },
    }),
    schedules: new Store(options),
    jobs: new Store({
      ...options,
      indexes: { [indexes.runUid]: controllerUid, [indexes.runKey]: runKeys },
    }),
    pods: new Store({ ...options, indexes: { [indexes.runUid]: runUidLabel } }),
  };
}

/** Keys of the run to which a Job or pod belongs by its labels. */
export function runKeys(object: KubeObject): readonly string[] {
  const name = object.metadata?.labels?.[labels.run];
  return name === undefined ? [] : [keyOf({ namespace: refOfObject(object).namespace, name })];
}

/** Key of the Pipeline that a run names. */
export function pipelineKeyOf({ metadata: { namespace }, spec }: StoredPipelineRun): string {
  return keyOf({ namespace, name: spec.pipelineRef.name });
}

function controllerUid(object: KubeObject): readonly string[] {
  const owner = controllerOf(object);
  return owner === undefined ? [] : [owner.uid];
}

function runUidLabel(pod: KubeObject): readonly string[] {
  const uid = pod.metadata?.labels?.[labels.runUid];
  return uid === undefined ? [] : [uid];
}

function unresolvedPipeline(run: StoredPipelineRun): readonly string[] {
  if (run.status?.pipelineRevision !== undefined || hasEnded(run)) return [];
  return [pipelineKeyOf(run)];
}
