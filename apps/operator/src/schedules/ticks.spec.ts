import { describe, expect, it } from '@jest/globals';
import type { TickFacts } from '@gho-platform/schedule-core';
import { makeSchedule } from '@gho-platform/schedule-core/testing';
import { Ticks } from './ticks.ts';

type Schedule = ReturnType<typeof makeSchedule>;
type Computed = Extract<TickFacts, { kind: 'Computed' }>;

function ticksOf(schedule: Schedule, now: string): TickFacts {
  return new Ticks().of(schedule, new Date(now));
}

function computed(schedule: Schedule, now: string): Computed {
  const ticks = ticksOf(schedule, now);
  if (ticks.kind === 'Invalid') throw new Error(ticks.message);
  return ticks;
}

describe('ticks of a schedule', () => {
  it('are due after its creation and up to now', () => {
    const ticks = computed(makeSchedule(), '2026-06-01T02:00:00Z');
    expect(ticks).toMatchObject({ due: ['2026-06-01T01:00:00Z', '2026-06-01T02:00:00Z'] });
    expect(ticks.next).toEqual(
      ['03', '04', '05', '06', '07'].map((hour) => `2026-06-01T${hour}:00:00Z`),
    );
  });

  it('are due when their delay has passed too', () => {
    const schedule = makeSchedule({ spreadSeconds: 3600 });
    expect(computed(schedule, '2026-06-01T01:00:00Z').due).toEqual([]);
    expect(computed(schedule, '2026-06-01T02:00:00Z').due).toEqual(['2026-06-01T01:00:00Z']);
  });

  it('are bounded after a long outage', () => {
    const ticks = computed(makeSchedule({ cron: ['* * * * *'] }), '2027-06-01T00:00:00Z');
    expect(ticks).toMatchObject({ more: true });
    expect(ticks.due).toHaveLength(480);
  });
});

describe('ticks of a backfill', () => {
  function backfill(from: string, to: string, timeZone = 'Europe/Berlin'): Schedule {
    return makeSchedule({
      cron: ['30 2 * * *'],
      timeZone,
      backfill: { from, to, parallelism: 2 },
    });
  }

  it('are those of its dates, as the zone has them', () => {
    const ticks = computed(backfill('2026-03-28', '2026-03-30'), '2026-06-01T00:00:00Z');
    expect(ticks).toEqual({
      kind: 'Computed',
      due: ['2026-03-28T01:30:00Z', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
      more: false,
      next: [],
      total: 3,
    });
  });

  it.each(['America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
    'begin and end with the days of %s',
    (timeZone) => {
      const day = makeSchedule({
        cron: ['0 * * * *'],
        timeZone,
        backfill: { from: '2026-06-02', to: '2026-06-02', parallelism: 10 },
      });
      expect(computed(day, '2026-07-01T00:00:00Z').total).toBe(24);
    },
  );

  it('wait for their time when it is to come', () => {
    const ticks = computed(backfill('2026-05-31', '2026-06-02'), '2026-06-01T12:00:00Z');
    expect(ticks.due).toHaveLength(2);
    expect(ticks.next).toEqual(['2026-06-02T00:30:00Z']);
  });

  it.each([
    ['2026-02-31', '2026-03-02', 'spec.backfill.from "2026-02-31" must be a date that exists'],
    ['2026-03-01', '2026-06-31', 'spec.backfill.to "2026-06-31" must be a date that exists'],
    ['2000-01-01', '2026-01-01', 'must contain at most 4000 ticks of spec.cron'],
  ])('from %s to %s are refused', (from, to, message) => {
    const ticks = ticksOf(backfill(from, to), '2026-06-01T00:00:00Z');
    expect(ticks.kind).toBe('Invalid');
    expect(ticks).toHaveProperty('message', expect.stringContaining(message));
  });

  it('are refused when there are none', () => {
    const schedule = makeSchedule({
      cron: ['0 0 1 1 *'],
      backfill: { from: '2026-06-01', to: '2026-06-02', parallelism: 1 },
    });
    expect(ticksOf(schedule, '2026-06-03T00:00:00Z')).toMatchObject({
      message: 'spec.backfill from 2026-06-01 to 2026-06-02 must contain a tick of spec.cron',
    });
  });
});
