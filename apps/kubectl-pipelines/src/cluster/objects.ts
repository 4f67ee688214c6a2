import type { Pipeline, StoredPipeline, StoredPipelineRun } from '@gho-platform/api';
import { group, version } from '@gho-platform/api';
import type { Resource } from '@gho-platform/kube';
import { exits } from '../cli/exit-codes.ts';
import { Failure } from '../cli/failure.ts';
import type { Cluster } from './cluster.ts';

export const pipelines: Resource = { group, version, plural: 'pipelines', kind: 'Pipeline' };
export const runs: Resource = { group, version, plural: 'pipelineruns', kind: 'PipelineRun' };

/**
 * getRun reads a run.
 * @throws Failure with exit code 3 when there is none.
 */
export async function getRun(cluster: Cluster, name: string): Promise<StoredPipelineRun> {
  const { namespace } = cluster;
  const run = await cluster.api.get<StoredPipelineRun>(runs, { namespace, name });
  if (run === undefined) throw noRun(cluster, name);
  return run;
}

/** noRun says that a run does not exist, and how to see those that do. */
export function noRun({ namespace }: Cluster, name: string): Failure {
  const hint = `see those that exist: kubectl pipelines list --namespace ${namespace}`;
  return new Failure(
    exits.notFound,
    `there is no PipelineRun ${name} in namespace ${namespace}`,
    hint,
  );
}

/** changeRun merges a change into a run and resolves with what is stored then. */
export async function changeRun(
  cluster: Cluster,
  name: string,
  change: object,
): Promise<StoredPipelineRun> {
  const ref = { namespace: cluster.namespace, name };
  const result = await cluster.api.merge<StoredPipelineRun>(runs, ref, change);
  if (result.kind === 'NotFound') throw noRun(cluster, name);
  if (result.kind === 'Conflict') {
    const message = `PipelineRun ${name} was changed by somebody else at the same moment`;
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
