import { describe, expect, it } from '@jest/globals';
import type { Clock } from './clock.ts';
import { RequestBudget } from './request-budget.ts';

/** A clock that moves only when somebody sleeps on it. */
function makeClock(): Clock & { time: number } {
  return {
    time: 1000,
    now() {
      return this.time;
    },
    sleep(milliseconds) {
      this.time += milliseconds;
      return Promise.resolve();
    },
  };
}

describe('RequestBudget', () => {
  it('starts requests evenly apart', async () => {
    const clock = makeClock();
    const budget = new RequestBudget(4, clock);
    const starts: number[] = [];
    for (let request = 0; request < 4; request += 1) {
      await budget.take();
      starts.push(clock.time);
    }
    expect(starts).toEqual([1000, 1250, 1500, 1750]);
  });

  it('does not save up time that nobody used', async () => {
    const clock = makeClock();
    const budget = new RequestBudget(4, clock);
    await budget.take();
    clock.time = 60_000;
    await budget.take();
    await budget.take();
    expect(clock.time).toBe(60_250);
  });
});
