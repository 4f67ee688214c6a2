import type { StoredPipelineRun } from '@gho-platform/api';
import type { Api } from '@gho-platform/kube';
import type { Origin } from '@gho-platform/run-core';
import type { Resolver } from './resolve.ts';
import { pipelineRuns } from './resources.ts';
import { hasEnded } from './run-state.ts';

export interface OriginOptions {
  readonly api: Api;
  readonly resolver: Resolver;
}

/** Whether the run begins with what an earlier one finished, and has not taken that over yet. */
export function waitsForOrigin(run: StoredPipelineRun): boolean {
  const { resumeFrom } = run.spec;
  return resumeFrom !== undefined && run.status?.startedAt === undefined && !hasEnded(run);
}

/** Reads the run that spec.resumeFrom names, of the same namespace, and its own frozen Pipeline. */
export async function originOf(
  { metadata: { namespace }, spec }: StoredPipelineRun,
  { api, resolver }: OriginOptions,
): Promise<Origin> {
  const name = spec.resumeFrom?.name ?? '';
  const run = await api.get<StoredPipelineRun>(pipelineRuns, { namespace, name });
  if (run === undefined) return { kind: 'Missing', message: 'that run does not exist' };
  const pipeline = await resolver.frozen(run);
  if (pipeline === undefined) {
    return { kind: 'Missing', message: 'that run never started, so there is nothing to take over' };
  }
  if (pipeline.kind === 'Missing') return pipeline;
  return { kind: 'Found', run, spec: pipeline.spec };
}
