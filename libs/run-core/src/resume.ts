import { runReasons } from '@gho-platform/api';
import type {
  StoredPipelineRun,
  StoredPipelineSpec,
  StoredPipelineSpecStage,
} from '@gho-platform/api';
import { isFinished } from './after-end.ts';
import { bounds } from './bounds.ts';
import type { Facts, Origin } from './facts.ts';
import { omit } from './omit.ts';
import { parameterValues } from './parameters.ts';
import { isSame } from './same.ts';
import { isProblem, substitute } from './substitution.ts';
import { shorten } from './text.ts';
import type { Problem, RunStatus, StageStatus } from './types.ts';

/** Resumption is what a run takes over from an earlier one. */
export interface Resumption {
  readonly stages: readonly StageStatus[];
  readonly resumedFrom: NonNullable<RunStatus['resumedFrom']>;
}

type Found = Extract<Origin, { kind: 'Found' }>;

/** resumeProblem says why the run that spec.resumeFrom names cannot be resumed. */
export function resumeProblem({ run, origin }: Facts): Problem | undefined {
  const { resumeFrom, pipelineRef } = run.spec;
  if (resumeFrom === undefined) return undefined;
  const message = originProblem(origin, pipelineRef.name);
  if (message === undefined) return undefined;
  return {
    reason: runReasons.invalidResume,
    message: `spec.resumeFrom.name ${resumeFrom.name}: ${message}`,
  };
}

function originProblem(origin: Origin | undefined, pipeline: string): string | undefined {
  if (origin === undefined) return 'the run was not read';
  if (origin.kind === 'Missing') return origin.message;
  const { run } = origin;
  if (run.spec.pipelineRef.name !== pipeline) {
    return `that run is of Pipeline ${run.spec.pipelineRef.name}, and this one of ${pipeline}`;
  }
  if (!isFinished(run.status ?? {})) return 'that run has not ended; wait for it or cancel it';
  const succeeded = run.status?.conditions?.some(
    ({ type, status }) => type === 'Succeeded' && status === 'True',
  );
  return succeeded === true ? 'that run succeeded, so there is nothing to resume' : undefined;
}

/**
 * resumptionOf takes over the stages that succeeded in the earlier run, up to the first that did not
 * or whose definition or input is another one now: what follows it depends on it.
 */
export function resumptionOf(facts: Facts, spec: StoredPipelineSpec): Resumption | undefined {
  const { origin } = facts;
  if (facts.run.spec.resumeFrom === undefined || origin?.kind !== 'Found') return undefined;
  const stages: StageStatus[] = [];
  for (const stage of spec.stages) {
    const change = changeOf(stage, { facts, origin, spec, stages });
    if (typeof change !== 'object') return resumption(origin.run, stages, { stage, change });
    stages.push(inherited(change, origin.run));
  }
  return resumption(origin.run, stages, undefined);
}

interface Comparison {
  readonly facts: Facts;
  readonly origin: Found;
  readonly spec: StoredPipelineSpec;
  /** Taken over so far. */
  readonly stages: readonly StageStatus[];
}

/** The stage as it succeeded in the earlier run, or why it has to run again. */
function changeOf(stage: StoredPipelineSpecStage, comparison: Comparison): StageStatus | string {
  const { origin } = comparison;
  if (stage.when === 'Finally') return 'it runs finally, which is for each run';
  const before = origin.spec.stages.find(({ name }) => name === stage.name);
  const done = origin.run.status?.stages?.find(({ name }) => name === stage.name);
  if (before === undefined || done === undefined) return 'that run did not have it';
  if (done.state !== 'Succeeded') return `it was ${done.state} in that run`;
  const fields = changedFields(stage, before);
  if (fields.length > 0) return `its ${fields.join(', ')} changed since`;
  return hasSameInput(stage, before, comparison)
    ? done
    : 'its input changed: a parameter or an output that it refers to';
}

/** Compared as the earlier run would see both: its name and uid are no change of input. */
function hasSameInput(
  stage: StoredPipelineSpecStage,
  before: StoredPipelineSpecStage,
  { facts, origin: { run, spec: earlier }, spec, stages }: Comparison,
): boolean {
  const now = { parameters: parameterValues(spec, facts.run.spec), stages };
  const then = {
    parameters: parameterValues(earlier, run.spec),
    stages: run.status?.stages ?? [],
  };
  const input = substitute(stage, { run, outcome: undefined, ...now });
  return (
    !isProblem(input) && isSame(input, substitute(before, { run, outcome: undefined, ...then }))
  );
}

/** What a stage makes depends on these; limits, placement, waits and retries only on whether. */
const decisive = ['image', 'command', 'args', 'env', 'envFrom', 'shards'] as const;

function changedFields(
  stage: StoredPipelineSpecStage,
  before: StoredPipelineSpecStage,
): readonly string[] {
  return decisive.filter((field) => !isSame(stage[field], before[field]));
}

/** Its attempts belong to the other run; its results are what counts here. */
function inherited(done: StageStatus, run: StoredPipelineRun): StageStatus {
  return {
    ...omit(done, 'attempts', 'failures', 'interruptions', 'reason', 'message', 'shards'),
    inheritedFrom: done.inheritedFrom ?? run.metadata.name,
  };
}

function resumption(
  { metadata: { name, uid } }: StoredPipelineRun,
  stages: readonly StageStatus[],
  first: { readonly stage: StoredPipelineSpecStage; readonly change: string } | undefined,
): Resumption {
  const taken = stages.length === 0 ? 'nothing' : stages.map((stage) => stage.name).join(', ');
  const why = first === undefined ? '' : `; ${first.stage.name} runs again: ${first.change}`;
  const message = shorten(`took over ${taken}${why}`, bounds.message);
  const stage = first === undefined ? {} : { stage: first.stage.name };
  return { stages, resumedFrom: { name, uid, ...stage, message } };
}
