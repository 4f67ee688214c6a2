import { runReasons } from '@gho-platform/api';
import type { Facts } from './facts.ts';
import type { Halt } from './halt.ts';

/** revisionLostHalt: the frozen Pipeline of a started run is gone, so nobody knows what comes next. */
export function revisionLostHalt({ run, pipeline }: Facts): Halt | undefined {
  if (pipeline.kind === 'Resolved' || run.status?.startedAt === undefined) return undefined;
  const revision = run.status.pipelineRevision ?? '';
  return {
    reason: runReasons.revisionLost,
    message: `controllerrevision ${revision} with the frozen Pipeline was deleted; create another PipelineRun`,
    allowsFinally: false,
  };
}
