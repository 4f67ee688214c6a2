import { exitCodes, runReasons } from '@gho-platform/api';
import type { Failure } from './attempts.ts';
import { bounds } from './bounds.ts';
import type { Halt } from './halt.ts';
import { omit } from './omit.ts';
import { shorten } from './text.ts';
import type { Problem, StageStatus } from './types.ts';

/** The stage that never started since the run ended before it. */
export function skipped(stage: StageStatus, message: string): StageStatus {
  return {
    ...stage,
    state: 'Skipped',
    reason: 'RunEnded',
    message: shorten(message, bounds.message),
  };
}

const ranOutOfTime: ReadonlySet<string> = new Set([
  runReasons.stageTimedOut,
  runReasons.pendingTimedOut,
]);

/** The stage whose failure halts the run. */
export function failed(stage: StageStatus, why: Problem, at: string): StageStatus {
  return {
    ...omit(stage, 'nextAttemptAt'),
    state: ranOutOfTime.has(why.reason) ? 'TimedOut' : 'Failed',
    reason: why.reason,
    message: shorten(why.message, bounds.message),
    finishedAt: at,
  };
}

/** The stage that the end of the run ended. */
export function halted(stage: StageStatus, halt: Halt, at: string): StageStatus {
  return {
    ...omit(stage, 'nextAttemptAt'),
    state: halt.reason === runReasons.timedOut ? 'TimedOut' : 'Cancelled',
    reason: halt.reason,
    message: halt.message,
    finishedAt: at,
  };
}

/** Why a stage failed, in the words of the run's condition; the attempt keeps the exact reason. */
export function failureProblem(failure: Failure, because: string): Problem {
  return {
    reason: stageReason(failure),
    message: `${failure.message} (${because})`,
  };
}

function stageReason(failure: Failure): string {
  switch (failure.reason) {
    case 'DataRejected':
      return failure.detail === runReasons.dataTestsFailed
        ? runReasons.dataTestsFailed
        : runReasons.dataQualityFailed;
    case 'ConfigurationInvalid':
      return runReasons.invalidConfiguration;
    case 'AttemptTimedOut':
      return runReasons.stageTimedOut;
    case 'StageCrashed':
    case 'OutOfMemory':
    case 'InfrastructureLost':
      return runReasons.stageFailed;
  }
}

/** Whether the stage itself said that no other attempt can end better. */
export function isLasting(failure: Failure): boolean {
  return (
    failure.exitCode === exitCodes.dataRejected ||
    failure.exitCode === exitCodes.configurationInvalid
  );
}
