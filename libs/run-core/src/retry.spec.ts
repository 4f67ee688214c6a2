import { describe, expect, it } from '@jest/globals';
import { retryAfter } from './retry.ts';

const retry = { limit: 4, backoffSeconds: 10, factor: 3, maxBackoffSeconds: 100 };

describe('retryAfter', () => {
  it.each([
    [1, { kind: 'Again', delayMs: 10_000 }],
    [2, { kind: 'Again', delayMs: 30_000 }],
    [3, { kind: 'Again', delayMs: 90_000 }],
    [4, { kind: 'Again', delayMs: 100_000 }],
    [5, { kind: 'GiveUp', because: 'all 5 attempts failed' }],
  ])('decides after failure %i', (failures, want) => {
    expect(retryAfter('StageCrashed', failures, retry)).toEqual(want);
  });

  it.each(['DataRejected', 'ConfigurationInvalid', 'AttemptTimedOut'] as const)(
    'never retries %s',
    (reason) => {
      expect(retryAfter(reason, 1, retry).kind).toBe('GiveUp');
    },
  );

  it('retries when memory ran out: another node may have more', () => {
    expect(retryAfter('OutOfMemory', 1, retry).kind).toBe('Again');
  });
});
