import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultRetryPolicy, nextDelayMs, parseRetryAfter } from './backoff.ts';

describe('nextDelayMs', () => {
  it.each([
    ['half to all of a second after the first', 1, undefined, 0, 500],
    ['doubles', 3, undefined, 0, 2000],
    ['stops at the maximum', 5, undefined, 1, 16_000],
    ['waits at least what the source asks', 1, 7000, 0, 7000],
    ['gives up after the last attempt', 6, undefined, 0, undefined],
    ['gives up when the source asks for too long', 1, 3_600_000, 0, undefined],
  ])('%s', (...[, attempt, retryAfterMs, random, want]) => {
    expect(nextDelayMs({ attempt, retryAfterMs, random }, defaultRetryPolicy)).toBe(want);
  });

  it('never exceeds the longer of maximum and Retry-After', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.nat(120_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (...[attempt, retryAfterMs, random]) => {
          const delay = nextDelayMs({ attempt, retryAfterMs, random }, defaultRetryPolicy);
          expect(delay).toBeGreaterThanOrEqual(retryAfterMs);
          expect(delay).toBeLessThanOrEqual(Math.max(30_000, retryAfterMs));
        },
      ),
    );
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');

  it.each([
    ['seconds', '3', 3000],
    ['a date', 'Mon, 01 Jun 2026 00:00:05 GMT', 5000],
    ['a date that has passed', 'Mon, 01 Jun 2026 00:00:00 GMT', 0],
    ['nonsense', 'soon', undefined],
    ['nothing', undefined, undefined],
  ])('reads %s', (...[, header, want]) => {
    expect(parseRetryAfter(header, now)).toBe(want);
  });
});
