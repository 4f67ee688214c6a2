import type {
  Pipeline,
  StoredPipeline,
  StoredPipelineRun,
  StoredPipelineSchedule,
} from '@gho-platform/api';
import { group, version } from '@gho-platform/api';
import type { KubeObject, Resource } from '@gho-platform/kube';
import { exits } from '../cli/exit-codes.ts';
import { Failure } from '../cli/failure.ts';
import type { Cluster } from './cluster.ts';

export const pipelines: Resource = { group, version, plural: 'pipelines', kind: 'Pipeline' };
export const runs: Resource = { group, version, plural: 'pipelineruns', kind: 'PipelineRun' };
export const schedules: Resource = {
  group,
  version,
  plural: 'pipelineschedules',
  kind: 'PipelineSchedule',
};

/** The command that shows what there is of a kind. */
const listings: Readonly<Record<string, string>> = {
  [runs.plural]: 'list',
  [schedules.plural]: 'schedules',
};

/**
 * getRun reads a run.
 * @throws Failure with exit code 3 when there is none.
 */
export function getRun(cluster: Cluster, name: string): Promise<StoredPipelineRun> {
  return getObject<StoredPipelineRun>(cluster, runs, name);
}

/**
 * getSchedule reads a schedule.
 * @throws Failure with exit code 3 when there is none.
 */
export function getSchedule(cluster: Cluster, name: string): Promise<StoredPipelineSchedule> {
  return getObject<StoredPipelineSchedule>(cluster, schedules, name);
}

async function getObject<T extends KubeObject>(
  cluster: Cluster,
  resource: Resource,
  name: string,
): Promise<T> {
  const { namespace } = cluster;
  const object = await cluster.api.get<T>(resource, { namespace, name });
  if (object === undefined) throw noObject(cluster, resource, name);
  return object;
}

/** Says that an object does not exist, and how to see those that do. */
function noObject({ namespace }: Cluster, { kind, plural }: Resource, name: string): Failure {
  const listing = listings[plural] ?? 'list';
  const hint = `see those that exist: kubectl pipelines ${listing} --namespace ${namespace}`;
  return new Failure(exits.notFound, `there is no ${kind} ${name} in namespace ${namespace}`, hint);
}

/** changeRun merges a change into a run and resolves with what is stored then. */
export function changeRun(
  cluster: Cluster,
  name: string,
  change: object,
): Promise<StoredPipelineRun> {
  return changeObject<StoredPipelineRun>(cluster, { resource: runs, name }, change);
}

/** changeSchedule merges a change into a schedule and resolves with what is stored then. */
export function changeSchedule(
  cluster: Cluster,
  name: string,
  change: object,
): Promise<StoredPipelineSchedule> {
  return changeObject<StoredPipelineSchedule>(cluster, { resource: schedules, name }, change);
}

async function changeObject<T extends KubeObject>(
  cluster: Cluster,
  { resource, name }: { readonly resource: Resource; readonly name: string },
  change: object,
): Promise<T> {
  const ref = { namespace: cluster.namespace, name };
  const result = await cluster.api.merge<T>(resource, ref, change);
  if (result.kind === 'NotFound') throw noObject(cluster, resource, name);
  if (result.kind === 'Conflict') {
    const message = `${resource.kind} ${name} was changed by somebody else at the same moment`;
    throw new Failure(exits.unavailable, message, 'try again');
  }
  return result.object;
}

/** listRuns lists runs, the newest first. */
export async function listRuns(
  { api }: Cluster,
  namespace: string | undefined,
): Promise<readonly StoredPipelineRun[]> {
  const query = namespace === undefined ? {} : { namespace };
  const found = await api.list<StoredPipelineRun>(runs, query);
  return [...found].sort(newestFirst);
}

function newestFirst(left: StoredPipelineRun, right: StoredPipelineRun): number {
  const byTime = right.metadata.creationTimestamp.localeCompare(left.metadata.creationTimestamp);
  return byTime === 0 ? left.metadata.name.localeCompare(right.metadata.name) : byTime;
}

/** listSchedules lists schedules by name; a namespace of `undefined` stands for all of them. */
export async function listSchedules(
  { api }: Cluster,
  namespace: string | undefined,
): Promise<readonly StoredPipelineSchedule[]> {
  const query = namespace === undefined ? {} : { namespace };
  const found = await api.list<StoredPipelineSchedule>(schedules, query);
  return [...found].sort(byNamespaceAndName);
}

function byNamespaceAndName(left: StoredPipelineSchedule, right: StoredPipelineSchedule): number {
  const [one, other] = [left.metadata, right.metadata];
  return one.namespace.localeCompare(other.namespace) || one.name.localeCompare(other.name);
}

/** pipelineNames lists the Pipelines of the namespace by name. */
export async function pipelineNames({ api, namespace }: Cluster): Promise<readonly string[]> {
  const found = await api.list<Pipeline>(pipelines, { namespace });
  return found.map(({ metadata }) => metadata.name ?? '').sort();
}

/** getPipeline reads a Pipeline as it is stored, with its defaults. */
export async function getPipeline(
  { api, namespace }: Cluster,
  name: string,
): Promise<StoredPipeline | undefined> {
  return api.get<StoredPipeline>(pipelines, { namespace, name });
}
