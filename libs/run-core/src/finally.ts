import { runReasons } from '@gho-platform/api';
import type { Halt } from './halt.ts';
import type { StageStatus } from './types.ts';

/** Outcome is what a stage that runs Finally is told of the stages before it. */
export interface Outcome {
  readonly outcome: 'Succeeded' | 'Failed' | 'Cancelled' | 'TimedOut';
  /** The reason that the run's condition will have. */
  readonly reason: string;
  /** Name of the stage that halted the run; empty after success. */
  readonly failedStage: string;
}

/** Whether the stage runs after all others ended, however. */
export function isFinally({ when }: StageStatus): boolean {
  return when === 'Finally';
}

export function hasEnded({ state }: StageStatus): boolean {
  return state === 'Succeeded' || state === 'Skipped' || hasEndedBadly(state);
}

export function hasEndedBadly(state: StageStatus['state']): boolean {
  return state === 'Failed' || state === 'Cancelled' || state === 'TimedOut';
}

/** outcomeOf sums up stages that have all ended. */
export function outcomeOf(stages: readonly StageStatus[]): Outcome {
  const bad = stages.find(({ state }) => hasEndedBadly(state));
  if (bad === undefined) {
    return { outcome: 'Succeeded', reason: runReasons.succeeded, failedStage: '' };
  }
  return {
    outcome: bad.state === 'Cancelled' || bad.state === 'TimedOut' ? bad.state : 'Failed',
    reason: bad.reason ?? runReasons.stageFailed,
    failedStage: bad.name,
  };
}

/** The halt as far as it concerns stages that run Finally. */
export function haltOfFinally(halt: Halt | undefined): Halt | undefined {
  return halt?.allowsFinally === true ? undefined : halt;
}
