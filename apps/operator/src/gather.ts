import type { StoredPipelineRun } from '@gho-platform/api';
import type { Api, Clock, KubeObject } from '@gho-platform/kube';
import { keyOf } from '@gho-platform/kube';
import { observeJob } from '@gho-platform/manifests';
import type { Facts, Origin } from '@gho-platform/run-core';
import type { Caches } from './caches.ts';
import { indexes } from './caches.ts';
import { withCheckedJobs } from './check-jobs.ts';
import type { Children } from './children.ts';
import { readChildren } from './children.ts';
import type { DeniedJobs } from './denied-jobs.ts';
import { originOf, waitsForOrigin } from './origin.ts';
import type { RejectedJobs } from './rejected-jobs.ts';
import type { Resolved, Resolver } from './resolve.ts';
import { asJob, asPods, pipelineRuns } from './resources.ts';

export interface GatherOptions {
  readonly api: Api;
  /** Writes through it are checked and not stored. */
  readonly dryRun: Api;
  readonly caches: Caches;
  readonly resolver: Resolver;
  readonly rejected: RejectedJobs;
  readonly denied: DeniedJobs;
  readonly clock: Clock;
  readonly trustsApprovals: boolean;
}

/** Gathered is the facts and the objects behind them, which the writes refer to. */
export interface Gathered {
  readonly facts: Facts;
  readonly jobs: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
}

interface Observed extends Children {
  readonly run: StoredPipelineRun;
  readonly origin?: Origin;
  readonly resolved: Resolved;
}

/**
 * The facts as the caches show them, to notice that something is due; undefined when the caches do
 * not hold the frozen Pipeline, so that only the API server can tell.
 */
export function gatherFromCaches(
  run: StoredPipelineRun,
  options: GatherOptions,
): Facts | undefined {
  const { caches, resolver } = options;
  const resolved = resolver.fromCaches(run);
  if (resolved === undefined || waitsForOrigin(run)) return undefined;
  const { uid } = run.metadata;
  return factsOf(
    {
      run,
      resolved,
      jobs: caches.jobs.find(indexes.runUid, uid),
      pods: caches.pods.find(indexes.runUid, uid),
      foreignJobNames: [],
    },
    options,
  );
}

/** The facts as the API server has them, to decide; undefined when the run is gone. */
export async function gatherLive(
  cached: StoredPipelineRun,
  options: GatherOptions,
): Promise<Gathered | undefined> {
  const { api } = options;
  const { namespace, name, uid, resourceVersion } = cached.metadata;
  // Both at once saves every hand-over a round trip.
  const [run, early] = await Promise.all([
    api.get<StoredPipelineRun>(pipelineRuns, { namespace, name }),
    readChildren(cached, options),
  ]);
  // Another uid is another run: its own pass follows with its own event.
  if (run?.metadata.uid !== uid) return undefined;
  const [resolved, children, origin] = await Promise.all([
    options.resolver.live(run),
    // What was read before the run became what it is now may lack a Job that its status names.
    run.metadata.resourceVersion === resourceVersion ? early : readChildren(run, options),
    waitsForOrigin(run) ? originOf(run, options) : undefined,
  ]);
  const observed = { run, resolved, ...children, ...(origin === undefined ? {} : { origin }) };
  return {
    facts: await withCheckedJobs(factsOf(observed, options), options.dryRun),
    jobs: children.jobs,
    pods: children.pods,
  };
}

function factsOf(observed: Observed, options: GatherOptions): Facts {
  const { rejected, denied, clock, trustsApprovals } = options;
  const runPods = asPods(observed.pods);
  const { metadata } = observed.run;
  return {
    run: observed.run,
    ...observed.resolved,
    ...(observed.origin === undefined ? {} : { origin: observed.origin }),
    jobs: [
      ...observed.jobs.map((job) => observeJob(asJob(job), runPods)),
      ...rejected.observed(keyOf(metadata), metadata.uid),
    ],
    foreignJobNames: observed.foreignJobNames,
    deniedJobs: denied.of(keyOf(metadata)),
    trustsApprovals,
    now: clock.now().toISOString(),
  };
}
