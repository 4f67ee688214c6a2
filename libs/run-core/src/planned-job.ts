import type { StoredPipelineSpecStage } from '@gho-platform/api';
import { outcomeOf } from './finally.ts';
import { jobName } from './job-name.ts';
import type { Action } from './plan-types.ts';
import type { RunScene } from './scene.ts';
import { isProblem, substitute } from './substitution.ts';
import type { Problem, StageStatus } from './types.ts';

export type CreateJob = Extract<Action, { verb: 'createJob' }>;

/** Stands for an output of a stage that has not run. */
const placeholder = 'output-of-an-earlier-stage';

/**
 * plannedJob is the first attempt of a stage as it would be created, or why it cannot be: a stage that
 * was taken over has not the output that this one needs. What runs Finally is told of success.
 */
export function plannedJob(
  stage: StoredPipelineSpecStage,
  { facts: { run }, parameters }: Pick<RunScene, 'facts' | 'parameters'>,
  inherited: readonly StageStatus[],
): CreateJob | Problem {
  const outcome = stage.when === 'Finally' ? outcomeOf([]) : undefined;
  const values = { run, parameters, stages: inherited, outcome, placeholder };
  const substituted = substitute(stage, values);
  if (isProblem(substituted)) return substituted;
  return {
    verb: 'createJob',
    name: jobName({ run: run.metadata.name, stage: stage.name, attempt: 1 }),
    stage: stage.name,
    attempt: 1,
    ...(outcome === undefined ? {} : { outcome }),
    ...substituted,
  };
}
