import { describe, expect, it } from '@jest/globals';
import { RateLimiter } from './rate-limiter.ts';
import { ManualClock, settle } from './testing/manual-clock.ts';

describe('RateLimiter', () => {
  it('lets a burst through at once, then a steady rate, and refills while idle', async () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ perSecond: 10, burst: 3 }, clock);
    let turns = 0;
    const ask = (count: number): void => {
      for (let asked = 0; asked < count; asked++) void limiter.take().then(() => turns++);
    };
    ask(6);
    await settle();
    expect(turns).toBe(3);
    await clock.advance(100);
    expect(turns).toBe(4);
    await clock.advance(200);
    expect(turns).toBe(6);
    await clock.advance(10_000);
    ask(4);
    await settle();
    expect(turns).toBe(9);
  });

  it('lets a caller go who no longer wants to wait', async () => {
    const limiter = new RateLimiter({ perSecond: 1, burst: 1 }, new ManualClock());
    await limiter.take();
    await expect(limiter.take(AbortSignal.abort())).resolves.toBeUndefined();
  });
});
