import type { StoredPipelineRun } from '@gho-platform/api';
import { labels } from '@gho-platform/api';
import type { Api, Clock, KubeObject, ObjectRef } from '@gho-platform/kube';
import { jobs, keyOf, pods } from '@gho-platform/kube';
import { jobOwnership, observeJob } from '@gho-platform/manifests';
import type { Facts, Origin } from '@gho-platform/run-core';
import type { Caches } from './caches.ts';
import { indexes } from './caches.ts';
import { withCheckedJobs } from './check-jobs.ts';
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

interface Observed {
  readonly run: StoredPipelineRun;
  readonly origin?: Origin;
  readonly resolved: Resolved;
  readonly jobs: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly foreignJobNames: readonly string[];
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
  const { namespace, name, uid } = cached.metadata;
  const [run, labelled] = await Promise.all([
    api.get<StoredPipelineRun>(pipelineRuns, { namespace, name }),
    api.list(jobs, { namespace, labelSelector: selectorOf(uid) }),
  ]);
  // Another uid is another run: its own pass follows with its own event.
  if (run?.metadata.uid !== uid) return undefined;
  const [resolved, children, origin] = await Promise.all([
    options.resolver.live(run),
    childrenOf(run, labelled, api),
    waitsForOrigin(run) ? originOf(run, options) : undefined,
  ]);
  const observed = { run, resolved, ...children, ...(origin === undefined ? {} : { origin }) };
  return {
    facts: await withCheckedJobs(factsOf(observed, options), options.dryRun),
    jobs: children.jobs,
    pods: children.pods,
  };
}

/** Jobs first, then pods: of those that a Job has counted, one that is not there has really gone. */
async function childrenOf(
  run: StoredPipelineRun,
  labelled: readonly KubeObject[],
  api: Api,
): Promise<Omit<Observed, 'run' | 'resolved' | 'origin'>> {
  const { namespace, uid } = run.metadata;
  const own = labelled.filter((job) => jobOwnership(asJob(job), run) === 'Own');
  const expected = await expectedJobs(run, own, api);
  const runPods = await api.list(pods, { namespace, labelSelector: selectorOf(uid) });
  return { jobs: [...own, ...expected.own], pods: runPods, foreignJobNames: expected.foreign };
}

/** Selects what carries the uid of a run. */
function selectorOf(uid: string): string {
  return `${labels.runUid}=${uid}`;
}

interface ExpectedJobs {
  readonly own: readonly KubeObject[];
  readonly foreign: readonly string[];
}

/**
 * Looks up by name the Jobs that the status says are under way but the list did not show: not
 * created yet, stripped of their labels, or standing in the way because somebody else owns the name.
 */
async function expectedJobs(
  run: StoredPipelineRun,
  listed: readonly KubeObject[],
  api: Api,
): Promise<ExpectedJobs> {
  const { namespace } = run.metadata;
  const known = new Set(listed.map((job) => job.metadata?.name));
  const open = openJobNames(run).filter((name) => !known.has(name));
  const found = await Promise.all(
    open.map((name): Promise<KubeObject | undefined> => {
      const ref: ObjectRef = { namespace, name };
      return api.get(jobs, ref);
    }),
  );
  const own: KubeObject[] = [];
  const foreign: string[] = [];
  for (const job of found.filter((one) => one !== undefined)) {
    const ownership = jobOwnership(asJob(job), run);
    if (ownership === 'Own') own.push(job);
    if (ownership === 'Foreign') foreign.push(job.metadata?.name ?? '');
  }
  return { own, foreign };
}

/** Names of the Jobs of attempts that have not ended. */
function openJobNames(run: StoredPipelineRun): readonly string[] {
  const attempts = (run.status?.stages ?? []).flatMap((stage) => stage.attempts ?? []);
  return attempts
    .filter(({ state }) => state === 'Running' || state === 'Stopping')
    .map(({ jobName }) => jobName);
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
