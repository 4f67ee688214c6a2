import { runReasons } from '@gho-platform/api';
import { addAttempt } from './attempts.ts';
import { jobName } from './job-name.ts';
import { memoryOfNext } from './memory.ts';
import type { StageScene } from './scene.ts';
import { failed } from './stage-ends.ts';
import { isProblem, substitute } from './substitution.ts';
import type { Problem, StageStatus } from './types.ts';

/**
 * startAttempt records the next attempt. Number and start are in the status before the Job exists:
 * a crash in between is repaired by creating the Job of the recorded attempt.
 */
export function startAttempt(stage: StageStatus, scene: StageScene): StageStatus {
  const { run, now } = scene.facts;
  const number = Math.max(0, ...(stage.attempts ?? []).map((attempt) => attempt.number)) + 1;
  const problem = startProblem(stage, number, scene);
  if (problem !== undefined) return failed(stage, problem, now);
  const name = jobName({ run: run.metadata.name, stage: stage.name, attempt: number });
  const memory = scene.spec === undefined ? undefined : memoryOfNext(stage, scene.spec);
  return addAttempt(freshStage(stage, now), {
    number,
    jobName: name,
    state: 'Running',
    startedAt: now,
    ...(memory === undefined ? {} : { memory }),
  });
}

/** Why the attempt cannot start, now or ever. */
export function startProblem(
  stage: StageStatus,
  attempt: number,
  { facts, spec, parameters, earlier, outcome }: StageScene,
): Problem | undefined {
  const { run } = facts;
  const name = jobName({ run: run.metadata.name, stage: stage.name, attempt });
  if (facts.foreignJobNames.includes(name)) {
    return {
      reason: runReasons.nameConflict,
      message: `job ${name} exists and belongs to somebody else; delete it and create another PipelineRun`,
    };
  }
  if (spec === undefined) return undefined;
  const substituted = substitute(spec, { run, parameters, stages: earlier, outcome });
  return isProblem(substituted) ? substituted : undefined;
}

/** Without what an earlier attempt left: its result and its reason speak of that attempt. */
function freshStage(stage: StageStatus, now: string): StageStatus {
  return {
    name: stage.name,
    state: 'Running',
    ...(stage.when === undefined ? {} : { when: stage.when }),
    ...(stage.approval === undefined ? {} : { approval: stage.approval }),
    startedAt: stage.startedAt ?? now,
    ...(stage.failures === undefined ? {} : { failures: stage.failures }),
    ...(stage.interruptions === undefined ? {} : { interruptions: stage.interruptions }),
    ...(stage.attempts === undefined ? {} : { attempts: stage.attempts }),
  };
}
