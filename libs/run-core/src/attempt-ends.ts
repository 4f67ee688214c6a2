import { runReasons } from '@gho-platform/api';
import type { FailureReason, Instant, ObservedJob, Verdict } from './facts.ts';
import {
  attemptFailed,
  attemptInterrupted,
  attemptLostItsPods,
  attemptSucceeded,
  changeAttempt,
  endOf,
  resultFields,
} from './attempts.ts';
import type { Failure } from './attempts.ts';
import { bounds } from './bounds.ts';
import { currentAttempt } from './jobs.ts';
import { canGetMore } from './memory.ts';
import { omit } from './omit.ts';
import { outputsProblem } from './outputs.ts';
import { interruptionDelayMs, interruptionLimit, retryAfter } from './retry.ts';
import type { RetryDecision } from './retry.ts';
import { failed, failureProblem, halted, isLasting } from './stage-ends.ts';
import type { StageScene } from './scene.ts';
import { suspension } from './suspend.ts';
import { shorten } from './text.ts';
import { after, isDue } from './time.ts';
import type { Problem, StageStatus } from './types.ts';

type Ended = Exclude<Verdict, { kind: 'Undecided' }>;

/** attemptEnded records the outcome of the current attempt and what follows from it. */
export function attemptEnded(stage: StageStatus, verdict: Ended, scene: StageScene): StageStatus {
  if (verdict.kind === 'Succeeded') return stageSucceeded(stage, verdict, scene);
  const stopped = stage.state === 'Stopping' && !isLasting(verdict);
  if (stopped) return attemptStopped(stage, scene);
  const { reason, message } = verdict;
  return reason === 'InfrastructureLost'
    ? attemptLost(stage, { reason, message }, scene)
    : stageAttemptFailed(stage, verdict, scene);
}

/** attemptStopped: the operator itself ended the attempt, for a halt or a suspension. */
export function attemptStopped(stage: StageStatus, { halt, facts }: StageScene): StageStatus {
  const interrupted = attemptInterrupted(stage, halt ?? suspension, facts.now);
  if (halt !== undefined) return halted(interrupted, halt, facts.now);
  return { ...interrupted, state: 'Retrying', ...suspension };
}

/** attemptLost: its pod, node or Job is gone. Free of charge, up to a bound. */
export function attemptLost(stage: StageStatus, why: Problem, scene: StageScene): StageStatus {
  const { now } = scene.facts;
  const interruptions = (stage.interruptions ?? 0) + 1;
  const interrupted = { ...attemptLostItsPods(stage, why, now), interruptions };
  if (interruptions > interruptionLimit(scene.spec))
    return lostTooOften(interrupted, why.message, now);
  return later(retrying(interrupted, why, scene), interruptionDelayMs(interruptions), scene);
}

/**
 * attemptDisrupted: pods of a Job that goes on were evicted or lost, and the Job replaced them. That
 * is free of charge up to the same bound: a stage that brings its node down would go round for ever.
 * Counted are generations of pods, not pods: a node that goes takes many shards with it at once.
 */
export function attemptDisrupted(
  stage: StageStatus,
  job: ObservedJob,
  { facts, spec }: StageScene,
): StageStatus | undefined {
  const { lostPodAt } = job;
  const counted = currentAttempt(stage)?.lostPodAt;
  if (lostPodAt === undefined || (counted !== undefined && isDue(lostPodAt, counted))) {
    return undefined;
  }
  const interruptions = (stage.interruptions ?? 0) + 1;
  const lost = changeAttempt({ ...stage, interruptions }, { jobUID: job.uid, lostPodAt });
  if (interruptions <= interruptionLimit(spec)) return lost;
  const message = `pods of job ${job.name} were evicted or lost`;
  const interrupted = attemptLostItsPods(lost, { reason: 'PodsLost', message }, facts.now);
  return lostTooOften(interrupted, message, facts.now);
}

function lostTooOften(stage: StageStatus, what: string, now: Instant): StageStatus {
  const message = `${what} (lost ${stage.interruptions ?? 0} times, which is too often)`;
  return failed(stage, { reason: runReasons.stageFailed, message }, now);
}

function stageSucceeded(
  stage: StageStatus,
  verdict: Extract<Verdict, { kind: 'Succeeded' }>,
  scene: StageScene,
): StageStatus {
  const problem = outputsProblem(stage.name, verdict.result, scene);
  const done = attemptSucceeded(stage, verdict.at);
  if (problem !== undefined) return failed(done, problem, endOf(stage, verdict.at));
  const shards = scene.spec?.shards ?? 1;
  return {
    ...omit(done, 'reason', 'message'),
    ...resultFields(verdict.result),
    ...(shards === 1 ? {} : { shards: { total: shards, succeeded: shards } }),
    state: 'Succeeded',
    finishedAt: endOf(stage, verdict.at),
  };
}

function stageAttemptFailed(stage: StageStatus, failure: Failure, scene: StageScene): StageStatus {
  const failures = (stage.failures ?? 0) + 1;
  const recorded = {
    ...attemptFailed(stage, failure),
    ...resultFields(omit(failure.result, 'outputs')),
    failures,
  };
  const decision = decisionAfter(recorded, failure.reason, scene);
  if (decision.kind === 'GiveUp') {
    const why = failureProblem(failure, decision.because);
    return failed(recorded, why, endOf(stage, failure.at));
  }
  const why = { reason: failure.detail ?? failure.reason, message: failure.message };
  return later(retrying(recorded, why, scene), decision.delayMs, scene);
}

function decisionAfter(
  stage: StageStatus,
  reason: FailureReason,
  { spec, facts }: StageScene,
): RetryDecision {
  // Without a spec the run is at its end, so there is no next attempt to decide about.
  if (spec === undefined) return { kind: 'Again', delayMs: 0 };
  const attempt = {
    reason,
    failures: stage.failures ?? 1,
    canGetMoreMemory: canGetMore(stage, spec),
    seed: `${facts.run.metadata.uid}/${stage.name}`,
  };
  return retryAfter(attempt, spec.retry);
}

/** The next attempt of a stage that retries starts after a delay. */
function later(stage: StageStatus, delayMs: number, { facts }: StageScene): StageStatus {
  if (delayMs === 0 || stage.state !== 'Retrying') return stage;
  return { ...stage, nextAttemptAt: after(facts.now, delayMs) };
}

function retrying(stage: StageStatus, why: Problem, { halt, facts }: StageScene): StageStatus {
  return halt === undefined
    ? {
        ...stage,
        state: 'Retrying',
        reason: shorten(why.reason, bounds.reason),
        message: shorten(why.message, bounds.message),
      }
    : halted(stage, halt, facts.now);
}
