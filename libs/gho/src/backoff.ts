/** RetryPolicy bounds how often and how long one pull is repeated. */
export interface RetryPolicy {
  /** Including the first attempt. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maximumDelayMs: number;
  /** A longer Retry-After ends the pull: the operator's own retry is the better place to wait. */
  readonly maximumRetryAfterMs: number;
}

/** Public clients of this source found 3 to 8 tries with delays up to 30 s to be enough. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  firstDelayMs: 1000,
  maximumDelayMs: 30_000,
  maximumRetryAfterMs: 120_000,
};

export interface FailedAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  readonly retryAfterMs: number | undefined;
  /** From 0 up to 1. */
  readonly random: number;
}

/**
 * nextDelayMs returns how long to wait before the next attempt, or undefined when there is none.
 * Delays double; half of each is random, so that shards which failed together do not return together.
 */
export function nextDelayMs(failed: FailedAttempt, policy: RetryPolicy): number | undefined {
  if (failed.attempt >= policy.attempts) {
    return undefined;
  }
  const { retryAfterMs } = failed;
  if (retryAfterMs !== undefined && retryAfterMs > policy.maximumRetryAfterMs) {
    return undefined;
  }
  const full = Math.min(policy.firstDelayMs * 2 ** (failed.attempt - 1), policy.maximumDelayMs);
  const jittered = full / 2 + (full / 2) * failed.random;
  return Math.max(jittered, retryAfterMs ?? 0);
}

/** parseRetryAfter reads seconds or an HTTP date; anything else counts as not given. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  if (/^\d{1,9}$/.test(header)) {
    return Number(header) * 1000;
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
