import { runReasons } from '@gho-platform/api';
import type { StoredPipelineRunSpec, StoredPipelineSpec } from '@gho-platform/api';
import { checkReferences } from './check-references.ts';
import { checkParameters } from './parameters.ts';
import type { Problem } from './types.ts';

/**
 * admissionProblem says why a run cannot start: all mistakes at once, those of the Pipeline's author
 * first. It is asked once, before the start: a newer operator with stricter rules must not end a
 * run that an older one accepted.
 */
export function admissionProblem(
  pipeline: StoredPipelineSpec,
  run: StoredPipelineRunSpec,
): Problem | undefined {
  const parameters = checkParameters(pipeline, run);
  const pipelineProblems = [...parameters.pipelineProblems, ...checkReferences(pipeline)];
  if (pipelineProblems.length > 0) {
    return { reason: runReasons.invalidPipeline, message: pipelineProblems.join('; ') };
  }
  if (parameters.problems.length > 0) {
    return { reason: runReasons.invalidParameters, message: parameters.problems.join('; ') };
  }
  return undefined;
}
