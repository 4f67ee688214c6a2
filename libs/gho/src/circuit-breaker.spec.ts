import { describe, expect, it } from '@jest/globals';
import { CircuitBreaker } from './circuit-breaker.ts';

/** F is a failed attempt, S one that succeeded. */
function isOpenAfter(attempts: string, limit: number): boolean {
  const breaker = new CircuitBreaker(limit);
  for (const attempt of attempts) {
    if (attempt === 'S') breaker.noteSuccess();
    else breaker.noteFailure();
  }
  return breaker.isOpen;
}

describe('CircuitBreaker', () => {
  it.each([
    ['', false],
    ['FF', false],
    ['FFF', true],
    ['FFFF', true],
    ['FFSF', false],
    ['FFSFFF', true],
  ])('with a limit of three is, after %s, open: %s', (attempts, want) => {
    expect(isOpenAfter(attempts, 3)).toBe(want);
  });

  it('never opens without a limit', () => {
    expect(isOpenAfter('F'.repeat(1000), Infinity)).toBe(false);
  });
});
