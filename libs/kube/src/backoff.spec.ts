import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  const backoff = { baseMs: 100, capMs: 1_000 };

  it.each([
    [0, 0, 100],
    [1, 0, 200],
    [3, 0, 800],
    [4, 0, 1_000],
    [5_000, 0, 1_000],
    [0, 0.5, 75],
    [4, 0.99, 505],
  ])('after %d failures with chance %d waits %d ms', (failures, random, want) => {
    expect(backoffMs(backoff, failures, random)).toBeCloseTo(want);
  });
});
