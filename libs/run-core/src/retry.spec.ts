import { describe, expect, it } from '@jest/globals';
import { retryAfter } from './retry.ts';
import type { FailedAttempt } from './retry.ts';

const retry = {
  limit: 4,
  backoffSeconds: 10,
  factor: 3,
  maxBackoffSeconds: 100,
  jitterPercent: 0,
};

function failed(fields: Partial<FailedAttempt> = {}): FailedAttempt {
  return {
    reason: 'StageCrashed',
    failures: 1,
    canGetMoreMemory: false,
    seed: 'run/ingest',
    ...fields,
  };
}

describe('retryAfter', () => {
  it.each([
    [1, { kind: 'Again', delayMs: 10_000 }],
    [2, { kind: 'Again', delayMs: 30_000 }],
    [3, { kind: 'Again', delayMs: 90_000 }],
    [4, { kind: 'Again', delayMs: 100_000 }],
    [5, { kind: 'GiveUp', because: 'all 5 attempts failed' }],
  ])('decides after failure %i', (failures, want) => {
    expect(retryAfter(failed({ failures }), retry)).toEqual(want);
  });

  it.each(['DataRejected', 'ConfigurationInvalid', 'AttemptTimedOut'] as const)(
    'never retries %s',
    (reason) => {
      expect(retryAfter(failed({ reason }), retry).kind).toBe('GiveUp');
    },
  );

  it('lengthens waits by up to the jitter, each run by its own, the same each time', () => {
    const delays = Array.from({ length: 200 }, (_, run) => {
      const attempt = failed({ seed: `run-${run}/ingest` });
      const decision = retryAfter(attempt, { ...retry, jitterPercent: 50 });
      expect(retryAfter(attempt, { ...retry, jitterPercent: 50 })).toEqual(decision);
      return decision.kind === 'Again' ? decision.delayMs : 0;
    });
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(15_000);
    expect(new Set(delays).size).toBeGreaterThan(150);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(4_000);
  });

  it('retries when memory ran out: another node may have more', () => {
    expect(retryAfter(failed({ reason: 'OutOfMemory' }), retry).kind).toBe('Again');
  });

  it('gives up when memory ran out and there is no more to be had', () => {
    const more = { ...retry, outOfMemory: { increasePercent: 50, maximum: '2Gi' } };
    const outOfMemory = failed({ reason: 'OutOfMemory', canGetMoreMemory: true });
    expect(retryAfter(outOfMemory, more).kind).toBe('Again');
    expect(retryAfter({ ...outOfMemory, canGetMoreMemory: false }, more)).toEqual({
      kind: 'GiveUp',
      because: 'it had the maximum of 2Gi',
    });
    expect(retryAfter(failed(), more).kind).toBe('Again');
  });
});
