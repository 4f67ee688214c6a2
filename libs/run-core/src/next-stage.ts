import type { ObservedJob } from './facts.ts';
import { decideApproval, needsApproval } from './approval.ts';
import { changeAttempt } from './attempts.ts';
import { jobOf, leftoversOf, openAttempt } from './jobs.ts';
import { pendingClass, pendingProblem } from './pending.ts';
import type { StageScene } from './scene.ts';
import { attemptDisrupted, attemptEnded, attemptLost, attemptStopped } from './attempt-ends.ts';
import { failed, halted } from './stage-ends.ts';
import { startAttempt, startProblem } from './start-attempt.ts';
import { suspension } from './suspend.ts';
import { isDue } from './time.ts';
import { blockageOf } from './waiting.ts';
import type { Attempt, Problem, StageStatus } from './types.ts';

/**
 * One transition may make the next one possible at the same instant: an attempt is lost, so another
 * starts. A stage never has more transitions at one instant than this.
 */
const maxTransitions = 8;

/** nextStage moves a stage as far as the facts allow, so that asking again changes nothing. */
export function nextStage(stage: StageStatus, scene: StageScene): StageStatus {
  let current = stage;
  for (let count = 0; count < maxTransitions; count += 1) {
    const next = transition(current, scene);
    if (next === current) return current;
    current = next;
  }
  return current;
}

/** Returns the very same object where nothing is to be done. */
function transition(stage: StageStatus, scene: StageScene): StageStatus {
  const { state } = stage;
  if (state === 'Pending' || state === 'Retrying') return fromWaiting(stage, scene);
  return state === 'Running' || state === 'Stopping' ? fromActive(stage, scene) : stage;
}

function fromWaiting(stage: StageStatus, scene: StageScene): StageStatus {
  const { halt, facts, earlier } = scene;
  if (halt !== undefined) return halted(stage, halt, facts.now);
  const early = stage.nextAttemptAt !== undefined && !isDue(stage.nextAttemptAt, facts.now);
  if (scene.suspended || early) return stage;
  if (scene.spec !== undefined && needsApproval(stage, scene.spec)) {
    return decideApproval(stage, scene.spec, facts);
  }
  if (leftoversOf([...earlier, stage], facts.jobs).length > 0) return stage;
  return startAttempt(stage, scene);
}

function fromActive(stage: StageStatus, scene: StageScene): StageStatus {
  const attempt = openAttempt(stage);
  // A status that somebody edited by hand: begin again rather than wait for ever.
  if (attempt === undefined) return { ...stage, state: 'Retrying' };
  const job = jobOf(attempt, scene.facts.jobs);
  if (job === undefined) return withoutJob(stage, attempt, scene);
  if (job.verdict.kind !== 'Undecided') {
    return attemptEnded(noted(stage, job), job.verdict, scene);
  }
  const why = scene.halt ?? (scene.suspended ? suspension : undefined);
  return why === undefined ? observed(stage, job, scene) : stopping(stage, why, job);
}

/** Never created, or gone without an outcome. */
function withoutJob(stage: StageStatus, attempt: Attempt, scene: StageScene): StageStatus {
  if (scene.halt !== undefined || stage.state === 'Stopping' || scene.suspended) {
    return attemptStopped(stage, scene);
  }
  if (attempt.jobUID !== undefined) {
    const message = `job ${attempt.jobName} was deleted before its outcome was known`;
    return attemptLost(stage, { reason: 'JobDeleted', message }, scene);
  }
  const problem = startProblem(stage, attempt.number, scene);
  if (problem === undefined) return pendingTooLong(stage, scene) ?? stage;
  return neverRan(stage, problem, scene);
}

/** The attempt ends although none of its containers ran. */
function neverRan(stage: StageStatus, why: Problem, { facts }: StageScene): StageStatus {
  const ended: Partial<Attempt> = { state: 'Failed', ...why, finishedAt: facts.now };
  return failed(changeAttempt(stage, ended), why, facts.now);
}

function pendingTooLong(stage: StageStatus, scene: StageScene): StageStatus | undefined {
  const blocked = blockageOf([stage], scene.facts);
  const problem = pendingProblem(blocked, scene.spec, scene.facts.now);
  if (problem === undefined || blocked === undefined) return undefined;
  const failureClass = pendingClass(blocked);
  return neverRan(changeAttempt(stage, { failureClass }), problem, scene);
}

function stopping(stage: StageStatus, why: Problem, job: ObservedJob): StageStatus {
  if (stage.state === 'Stopping' && stage.reason === why.reason) return stage;
  return changeAttempt(
    { ...stage, state: 'Stopping', reason: why.reason, message: why.message },
    { state: 'Stopping', jobUID: job.uid },
  );
}

function observed(stage: StageStatus, job: ObservedJob, scene: StageScene): StageStatus {
  return (
    attemptDisrupted(stage, job, scene) ?? pendingTooLong(stage, scene) ?? seen(stage, job, scene)
  );
}

/** A Job that the API server refused has no uid. */
function noted(stage: StageStatus, { uid }: ObservedJob): StageStatus {
  return uid === '' ? stage : changeAttempt(stage, { jobUID: uid });
}

/** Counts the shards that have succeeded, and notes a Job that may go before its outcome is recorded. */
function seen(stage: StageStatus, job: ObservedJob, scene: StageScene): StageStatus {
  const total = scene.spec?.shards ?? 1;
  const counted = total === 1 || stage.shards?.succeeded === job.shardsSucceeded;
  if (counted && !isToBeNoted(stage, job)) return stage;
  const shards = total === 1 ? {} : { shards: { total, succeeded: job.shardsSucceeded } };
  return changeAttempt({ ...stage, ...shards }, { jobUID: job.uid });
}

/** As long as a Job is held its name is enough, which saves a write for each attempt. */
function isToBeNoted(stage: StageStatus, job: ObservedJob): boolean {
  const mayGo = job.deleting || !job.held;
  return mayGo && openAttempt(stage)?.jobUID !== job.uid;
}
