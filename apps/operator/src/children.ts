import { labels } from '@gho-platform/api';
import type { StoredPipelineRun } from '@gho-platform/api';
import type { Api, KubeObject } from '@gho-platform/kube';
import { controllerOf, jobs, pods } from '@gho-platform/kube';
import { jobOwnership } from '@gho-platform/manifests';
import type { Caches } from './caches.ts';
import { indexes } from './caches.ts';
import { asJob, asPods } from './resources.ts';

/** Children are the Jobs and pods of a run. */
export interface Children {
  readonly jobs: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  /** Names that the run's Jobs should have, but that Jobs of somebody else have. */
  readonly foreignJobNames: readonly string[];
}

export interface ChildrenOptions {
  readonly api: Api;
  readonly caches: Caches;
}

/**
 * Reads what a decision rests on: Jobs under way by name, as the API server has them. The rest is as the
 * caches show it, which have reached this process's own last writes. The Jobs come first, then the pods: of
 * those that a Job has counted, one that is not there has really gone.
 */
export async function readChildren(
  run: StoredPipelineRun,
  options: ChildrenOptions,
): Promise<Children> {
  const names = underWay(run);
  const read = await readJobs(run, names, options.api);
  const others = options.caches.jobs
    .find(indexes.runUid, run.metadata.uid)
    .filter((job) => isOwn(job, run) && !names.includes(job.metadata?.name ?? ''));
  const runPods = await findPods(run, read.own, options);
  return { jobs: [...others, ...read.own], pods: runPods, foreignJobNames: read.foreign };
}

/** Pods as the cache shows them, or as they are now if a Job has counted more of them. */
async function findPods(
  { metadata: { namespace, uid } }: StoredPipelineRun,
  counting: readonly KubeObject[],
  { api, caches }: ChildrenOptions,
): Promise<readonly KubeObject[]> {
  const cached = caches.pods.find(indexes.runUid, uid);
  const isBehind = counting.some((job) => counted(job) > endedPods(job, cached));
  return isBehind ? api.list(pods, { namespace, labelSelector: selectorOf(uid) }) : cached;
}

/** Pods of which a Job says that they have ended. */
function counted(job: KubeObject): number {
  const { status } = asJob(job);
  const uncounted = status?.uncountedTerminatedPods;
  const uids = [...(uncounted?.succeeded ?? []), ...(uncounted?.failed ?? [])];
  return (status?.succeeded ?? 0) + (status?.failed ?? 0) + uids.length;
}

function endedPods(job: KubeObject, listed: readonly KubeObject[]): number {
  const own = listed.filter((pod) => controllerOf(pod)?.uid === job.metadata?.uid);
  return asPods(own).filter(
    ({ status }) =>
      status?.phase === 'Succeeded' ||
      status?.phase === 'Failed' ||
      status?.containerStatuses?.some(({ state }) => state?.terminated !== undefined),
  ).length;
}

/** Selects what carries the uid of a run. */
function selectorOf(uid: string): string {
  return `${labels.runUid}=${uid}`;
}

interface ReadJobs {
  readonly own: readonly KubeObject[];
  readonly foreign: readonly string[];
}

/**
 * Reads Jobs by name: also those that are stripped of their labels, or that stand in the way because
 * somebody else owns the name. One that was not created yet is in neither list.
 */
async function readJobs(
  run: StoredPipelineRun,
  names: readonly string[],
  api: Api,
): Promise<ReadJobs> {
  const { namespace } = run.metadata;
  const found = await Promise.all(
    names.map((name): Promise<KubeObject | undefined> => api.get(jobs, { namespace, name })),
  );
  const there = found.filter((job) => job !== undefined);
  return {
    own: there.filter((job) => isOwn(job, run)),
    foreign: there
      .filter((job) => jobOwnership(asJob(job), run) === 'Foreign')
      .map((job) => job.metadata?.name ?? ''),
  };
}

function isOwn(job: KubeObject, run: StoredPipelineRun): boolean {
  return jobOwnership(asJob(job), run) === 'Own';
}

/** Names of the Jobs of attempts that have not ended. */
function underWay(run: StoredPipelineRun): readonly string[] {
  const attempts = (run.status?.stages ?? []).flatMap((stage) => stage.attempts ?? []);
  return attempts
    .filter(({ state }) => state === 'Running' || state === 'Stopping')
    .map(({ jobName }) => jobName);
}
