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
  /** Without the template of their pods, most of a Job: see `withoutTemplate`. */
  readonly jobs: Store<KubeObject>;
  /** Metadata and status only: see `withoutSpec`. */
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
    runs: new Store({
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

/** Keeps of a pod what the decision reads: thousands that have ended would fill the memory. */
export function withoutSpec(pod: KubeObject): KubeObject {
  const kept: KubeObject & { spec?: unknown } = { ...pod };
  delete kept.spec;
  return kept;
}

/** Keeps of a Job what the decision reads, for the same reason. */
export function withoutTemplate(job: KubeObject): KubeObject {
  const kept: KubeObject & { spec?: { template?: unknown } } = { ...job };
  if (kept.spec === undefined) return kept;
  kept.spec = { ...kept.spec };
  delete kept.spec.template;
  return kept;
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
