import type { StoredPipelineSpecStageRetry } from '@gho-platform/api';
import type { FailureReason } from './facts.ts';

/** Interrupted attempts are free of charge, but not for ever: after so many the stage fails. */
export const maxInterruptions = 5;

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

/** retryAfter decides after a failed attempt. `failures` counts the failed attempts so far, from 1. */
export function retryAfter(
  reason: FailureReason,
  failures: number,
  retry: StoredPipelineSpecStageRetry,
): RetryDecision {
  const never = neverRetried.get(reason);
  if (never !== undefined) return { kind: 'GiveUp', because: never };
  if (failures > retry.limit) {
    return { kind: 'GiveUp', because: `all ${retry.limit + 1} attempts failed` };
  }
  const seconds = Math.min(
    retry.backoffSeconds * retry.factor ** (failures - 1),
    retry.maxBackoffSeconds,
  );
  return { kind: 'Again', delayMs: seconds * 1000 };
}
