import type { StageResult, Verdict } from './facts.ts';
import { bounds } from './bounds.ts';
import { failureClassOf } from './failure-class.ts';
import { currentAttempt } from './jobs.ts';
import { shorten } from './text.ts';
import { later } from './time.ts';
import type { Attempt, Problem, StageStatus } from './types.ts';

export type Failure = Extract<Verdict, { kind: 'Failed' }>;

/** The stage with its current attempt changed. */
export function changeAttempt(stage: StageStatus, change: Partial<Attempt>): StageStatus {
  const attempts = stage.attempts ?? [];
  const last = currentAttempt(stage);
  if (last === undefined) return stage;
  return { ...stage, attempts: [...attempts.slice(0, -1), { ...last, ...change }] };
}

/**
 * The stage with one more attempt. Of too many the oldest interrupted goes first: attempts that
 * failed say more.
 */
export function addAttempt(stage: StageStatus, attempt: Attempt): StageStatus {
  const attempts = [...(stage.attempts ?? []), attempt];
  if (attempts.length > bounds.attempts) {
    const interrupted = attempts.findIndex(({ state }) => state === 'Interrupted');
    attempts.splice(Math.max(0, interrupted), 1);
  }
  return { ...stage, attempts };
}

/** Records that the current attempt did its work. */
export function attemptSucceeded(stage: StageStatus, at: string): StageStatus {
  return changeAttempt(stage, { state: 'Succeeded', finishedAt: endOf(stage, at) });
}

/** Records how the current attempt failed. */
export function attemptFailed(stage: StageStatus, failure: Failure): StageStatus {
  return changeAttempt(stage, {
    state: 'Failed',
    reason: shorten(failure.detail ?? failure.reason, bounds.reason),
    failureClass: failureClassOf(failure.reason),
    message: shorten(failure.message, bounds.message),
    ...(failure.exitCode === undefined ? {} : { exitCode: failure.exitCode }),
    finishedAt: endOf(stage, failure.at),
  });
}

/** Records that the operator itself ended the current attempt. */
export function attemptInterrupted(stage: StageStatus, why: Problem, at: string): StageStatus {
  return changeAttempt(stage, {
    state: 'Interrupted',
    reason: why.reason,
    message: shorten(why.message, bounds.message),
    finishedAt: endOf(stage, at),
  });
}

/** Records that the current attempt ended without fault of the stage. */
export function attemptLostItsPods(stage: StageStatus, why: Problem, at: string): StageStatus {
  return changeAttempt(attemptInterrupted(stage, why, at), { failureClass: 'Infrastructure' });
}

/** When an attempt ended: never before it began. */
export function endOf(stage: StageStatus, at: string): string {
  return later(currentAttempt(stage)?.startedAt ?? at, at);
}

/** The result of the attempt as fields of the stage; what it does not have is not set. */
export function resultFields(result: StageResult): Partial<StageStatus> {
  const { outputs, rows, quality, tests, model } = result;
  return {
    ...(outputs === undefined ? {} : { outputs }),
    ...(rows === undefined ? {} : { rows }),
    ...(quality === undefined ? {} : { quality }),
    ...(tests === undefined ? {} : { tests }),
    ...(model === undefined ? {} : { model }),
  };
}
