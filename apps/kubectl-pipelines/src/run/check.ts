import type { StoredPipeline } from '@gho-platform/api';
import { ApiError } from '@gho-platform/kube';
import { checkParameters } from '@gho-platform/run-core';
import { exits } from '../cli/exit-codes.ts';
import { Failure, usage } from '../cli/failure.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { getPipeline, pipelineNames } from '../cluster/objects.ts';
import type { RunRequest } from './new-run.ts';

/**
 * checkAgainstPipeline tells mistakes before a run is created for them. The operator judges in the
 * end, so whoever may not read Pipelines goes on unchecked.
 * @throws Failure with exit code 2 for parameters, 3 for a Pipeline that does not exist.
 */
export async function checkAgainstPipeline(cluster: Cluster, request: RunRequest): Promise<void> {
  try {
    const pipeline = await getPipeline(cluster, request.pipeline);
    if (pipeline === undefined) throw await noPipeline(cluster, request.pipeline);
    const problems = parameterProblems(pipeline, request);
    if (problems.length > 0) throw wrongParameters(pipeline, problems);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) throw error;
  }
}

/** parameterProblems lists every mistake, in the operator's own words. */
export function parameterProblems(
  { spec }: StoredPipeline,
  { pipeline, parameters }: RunRequest,
): readonly string[] {
  const run = { pipelineRef: { name: pipeline }, parameters, suspend: false };
  return checkParameters(spec, run).problems;
}

async function noPipeline(cluster: Cluster, name: string): Promise<Failure> {
  const names = await pipelineNames(cluster);
  const hint = names.length === 0 ? 'there is none at all' : `there are: ${names.join(', ')}`;
  const message = `there is no Pipeline ${name} in namespace ${cluster.namespace}`;
  return new Failure(exits.notFound, message, hint);
}

function wrongParameters({ metadata, spec }: StoredPipeline, problems: readonly string[]): Failure {
  const declared = (spec.parameters ?? []).map(({ name, type, default: given, description }) => {
    const value = given === undefined ? 'required' : `default ${JSON.stringify(given)}`;
    return `  ${name} (${type}, ${value})${description === undefined ? '' : `: ${description}`}`;
  });
  const known =
    declared.length === 0 ? 'It has no parameters.' : `It takes:\n${declared.join('\n')}`;
  const list = problems.map((problem) => `\n  ${problem}`).join('');
  return usage(`the parameters do not fit Pipeline ${metadata.name}:${list}`, known);
}
