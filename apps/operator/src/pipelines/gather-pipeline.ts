import { labels } from '@gho-platform/api';
import type { StoredPipeline, StoredPipelineRun } from '@gho-platform/api';
import type { Api, Clock } from '@gho-platform/kube';
import { jobs, keyOf, pods } from '@gho-platform/kube';
import type { PipelineFacts } from '@gho-platform/pipeline-core';
import { removesJobs } from '@gho-platform/pipeline-core';
import type { Caches } from '../caches.ts';
import { indexes } from '../caches.ts';
import { asPods, pipelineRuns, pipelines } from '../resources.ts';
import type { ObservedRuns } from './observed-runs.ts';

export interface GatherPipelineOptions {
  readonly api: Api;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly observedRuns: ObservedRuns;
}

type Active = NonNullable<NonNullable<StoredPipeline['status']>['active']>[number];

/** The facts as the caches show them, to notice that something is due. */
export function gatherPipelineFromCaches(
  pipeline: StoredPipeline,
  options: GatherPipelineOptions,
): PipelineFacts {
  return factsOf(pipeline, new Set(), options);
}

/**
 * The facts to decide on; undefined when the Pipeline is gone. Only its ledger has to be read live:
 * who is in it is decided by one write, and runs that a cache shows late are let in late.
 */
export async function gatherPipelineLive(
  cached: StoredPipeline,
  options: GatherPipelineOptions,
): Promise<PipelineFacts | undefined> {
  const { namespace, name, uid } = cached.metadata;
  const pipeline = await options.api.get<StoredPipeline>(pipelines, { namespace, name });
  // Another uid is another Pipeline: its own pass follows with its own event.
  if (pipeline?.metadata.uid !== uid) return undefined;
  return factsOf(pipeline, await goneRuns(pipeline, options), options);
}

/** Runs of the ledger that the cache does not show: deleted, or not seen yet. */
export function unseenRuns(pipeline: StoredPipeline, { runs }: Caches): readonly Active[] {
  const { namespace } = pipeline.metadata;
  return (pipeline.status?.active ?? []).filter(
    ({ run, uid }) => runs.get({ namespace, name: run })?.metadata.uid !== uid,
  );
}

/** A run that was deleted keeps its place until its pods have ended. */
async function goneRuns(
  pipeline: StoredPipeline,
  options: GatherPipelineOptions,
): Promise<ReadonlySet<string>> {
  const { namespace } = pipeline.metadata;
  const unseen = unseenRuns(pipeline, options.caches);
  const gone = await Promise.all(
    unseen.map(async (entry) => ((await isGone(namespace, entry, options)) ? [entry.uid] : [])),
  );
  return new Set(gone.flat());
}

async function isGone(
  namespace: string,
  { run: name, uid }: Active,
  { api }: GatherPipelineOptions,
): Promise<boolean> {
  const run = await api.get<StoredPipelineRun>(pipelineRuns, { namespace, name });
  if (run?.metadata.uid === uid) return false;
  const labelSelector = `${labels.runUid}=${uid}`;
  // Jobs first: one that is not there any more starts no pod.
  const left = await api.list(jobs, { namespace, labelSelector });
  if (left.length > 0) return false;
  const found = asPods(await api.list(pods, { namespace, labelSelector }));
  return found.every(({ status }) => status?.phase === 'Succeeded' || status?.phase === 'Failed');
}

function factsOf(
  pipeline: StoredPipeline,
  gone: ReadonlySet<string>,
  { caches, clock, observedRuns }: GatherPipelineOptions,
): PipelineFacts {
  const asksForJobs = removesJobs(pipeline.spec);
  return {
    pipeline,
    runs: caches.runs
      .find(indexes.pipeline, keyOf(pipeline.metadata))
      .map((run) => observedRuns.observe(run, pipeline, asksForJobs && hasJobs(run, caches))),
    goneRuns: gone,
    now: clock.now().toISOString(),
  };
}

function hasJobs({ metadata }: StoredPipelineRun, caches: Caches): boolean {
  return caches.jobs
    .find(indexes.runUid, metadata.uid)
    .some((job) => job.metadata?.deletionTimestamp === undefined);
}
