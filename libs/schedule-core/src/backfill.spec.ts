import { describe, expect, it } from '@jest/globals';
import { actionsOf, ledgerOf, readyOf, ScheduleStory } from './testing/index.ts';

/** A day of January, every hour: 24 ticks. */
function story(parallelism: number, more = {}): ScheduleStory {
  return new ScheduleStory({
    backfill: { from: '2026-01-02', to: '2026-01-02', parallelism },
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 10,
    missedRunPolicy: 'Skip',
    ...more,
  });
}

const hourly = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

describe('a backfill', () => {
  it.each([1, 3])('runs the ticks of its range in order, %d at a time', (parallelism) => {
    const backfill = story(parallelism);
    let most = 0;
    for (let minute = 0; minute < 59; minute += 1) {
      backfill.at(`12:${String(minute).padStart(2, '0')}:00`);
      const active = backfill.runs.filter(({ state }) => state === 'Active').length;
      most = Math.max(most, active);
      if (active > 0) backfill.end('Succeeded');
    }
    expect(most).toBe(parallelism);
    const plan = backfill.at('13:00:00');
    expect(plan.status.backfill).toEqual({
      total: 24,
      started: 24,
      succeeded: 24,
      failed: 0,
      cancelled: 0,
    });
    expect(readyOf(plan)).toBe('True BackfillComplete');
    expect(ledgerOf(plan).map((line) => line.slice(0, 2))).toEqual(hourly);
    expect(plan.status.nextTicks).toBeUndefined();
    expect(plan.requeueAfterMs).toBeUndefined();
    expect(new Set(backfill.created).size).toBe(24);
  });

  it('is complete when its last run has ended, not when it has started', () => {
    const backfill = story(24);
    backfill.at('12:00:00');
    for (let ended = 0; ended < 23; ended += 1) backfill.end('Succeeded');
    expect(readyOf(backfill.at('12:01:00'))).toBe('True Backfilling');
    backfill.end('Failed');
    expect(readyOf(backfill.at('12:02:00'))).toBe('True BackfillComplete');
  });

  it('shows what comes next and how far it is', () => {
    const plan = story(1).at('12:00:00');
    expect(readyOf(plan)).toBe('True Backfilling');
    expect(plan.status.nextTicks?.[0]).toBe('2026-01-02T01:00:00Z');
    expect(plan.status.backfill).toMatchObject({ total: 24, started: 1 });
    expect(plan.status).not.toHaveProperty('countsFrom');
  });

  it('waits while it is suspended, without a verdict', () => {
    const backfill = story(2, { suspend: true });
    expect(ledgerOf(backfill.at('12:00:00'))).toEqual([]);
    backfill.edit({ suspend: false });
    expect(actionsOf(backfill.at('12:10:00'))).toEqual(['createRun 00', 'createRun 01']);
  });

  it('starts nothing more while as many are active as a lower parallelism allows', () => {
    const backfill = story(3);
    backfill.decide('12:00:00');
    backfill.edit({ backfill: { from: '2026-01-02', to: '2026-01-02', parallelism: 1 } });
    expect(actionsOf(backfill.at('12:01:00'))).toEqual(['createRun 00']);
    expect(actionsOf(backfill.at('12:02:00'))).toEqual([]);
    backfill.end('Succeeded');
    expect(actionsOf(backfill.at('12:03:00'))).toEqual(['createRun 01']);
  });

  it('stops after failures', () => {
    const backfill = story(1, { stopAfterFailures: 1 });
    backfill.at('12:00:00');
    backfill.end('Failed');
    const plan = backfill.at('12:01:00');
    expect(readyOf(plan)).toBe('False StoppedAfterFailures');
    expect(ledgerOf(plan)).toEqual(['00 Ran Failed']);
  });

  it('lets a tick of the future wait for its time', () => {
    const future = new ScheduleStory({
      backfill: { from: '2026-06-01', to: '2026-06-01', parallelism: 10 },
    });
    const plan = future.at('00:30:00');
    expect(ledgerOf(plan)).toEqual(['00 Ran']);
    expect(plan.requeueAfterMs).toBe(30 * 60_000);
  });
});
