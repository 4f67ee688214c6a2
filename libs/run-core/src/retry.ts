import type { StoredPipelineSpecStage, StoredPipelineSpecStageRetry } from '@gho-platform/api';
import type { FailureReason } from './facts.ts';
import { fnv1a } from './hash.ts';

/** A frozen Pipeline may be older than this field. */
const defaultInterruptionLimit = 5;

/** Interruptions are free of charge, but not for ever: after so many the stage fails. */
export function interruptionLimit(spec: StoredPipelineSpecStage | undefined): number {
  return spec?.retry.interruptionLimit ?? defaultInterruptionLimit;
}

/**
 * interruptionDelayMs is how long the stage waits after its n-th interruption, from 1: at first not
 * at all, then 10 s and twice as long each time. A node that refuses pods would use all up at once.
 */
export function interruptionDelayMs(interruptions: number): number {
  return interruptions <= 1 ? 0 : 10_000 * 2 ** (interruptions - 2);
}

export type RetryDecision =
  | { readonly kind: 'Again'; readonly delayMs: number }
  | { readonly kind: 'GiveUp'; readonly because: string };

/** Trying again with the same data, configuration and time would end the same way. */
const neverRetried: ReadonlyMap<FailureReason, string> = new Map([
  ['DataRejected', 'data that failed its contract is not retried'],
  ['ConfigurationInvalid', 'a wrong configuration is not retried'],
  ['AttemptTimedOut', 'an attempt that ran out of time is not retried'],
]);

/** FailedAttempt is what the decision about another attempt depends on. */
export interface FailedAttempt {
  readonly reason: FailureReason;
  /** Failed attempts of the stage so far, from 1. */
  readonly failures: number;
  /** Whether another attempt could get more memory than this one had. */
  readonly canGetMoreMemory: boolean;
  /** Any text that differs between runs: it decides how much longer this one waits. */
  readonly seed: string;
}

/** retryAfter decides after a failed attempt. */
export function retryAfter(
  attempt: FailedAttempt,
  retry: StoredPipelineSpecStageRetry,
): RetryDecision {
  const never = neverRetried.get(attempt.reason);
  if (never !== undefined) return { kind: 'GiveUp', because: never };
  if (attempt.failures > retry.limit) {
    return { kind: 'GiveUp', because: `all ${retry.limit + 1} attempts failed` };
  }
  const { outOfMemory } = retry;
  if (attempt.reason === 'OutOfMemory' && outOfMemory && !attempt.canGetMoreMemory) {
    return { kind: 'GiveUp', because: `it had the maximum of ${outOfMemory.maximum}` };
  }
  return { kind: 'Again', delayMs: backoffMs(attempt, retry) };
}

/** A frozen Pipeline may be older than this field. */
const defaultJitterPercent = 10;

function backoffMs({ failures, seed }: FailedAttempt, retry: StoredPipelineSpecStageRetry): number {
  const { backoffSeconds, factor, maxBackoffSeconds } = retry;
  const seconds = Math.min(backoffSeconds * factor ** (failures - 1), maxBackoffSeconds);
  const share = fnv1a(`${seed}/${failures}`) / 2 ** 32;
  const jitter = ((retry.jitterPercent ?? defaultJitterPercent) / 100) * share;
  return Math.round(seconds * 1000 * (1 + jitter));
}
