import { describe, expect, it } from '@jest/globals';
import { nowMs } from '../__fixtures__/runs.ts';
import { ready, schedule } from '../__fixtures__/schedules.ts';
import { scheduleOutcomeOf } from './outcome.ts';
import { isOver } from './schedule-kind.ts';
import { schedulesTable } from './schedules-table.ts';

const nightly = schedule(
  { cron: ['30 2 * * *', '0 14 * * *'], timeZone: 'Europe/Zurich' },
  {
    ...ready('True', 'Scheduled'),
    lastTick: '2026-06-01T00:30:00Z',
    nextTicks: ['2026-06-01T12:00:00Z'],
    active: 1,
    consecutiveFailures: 2,
    totals: { ran: 30, missed: 1 },
    ledger: [
      { tick: '2026-05-31T12:00:00Z', verdict: 'Missed' },
      { tick: '2026-06-01T00:30:00Z', verdict: 'Ran', run: 'r', runUID: 'u' },
    ],
  },
);
const done = { total: 12, started: 12, succeeded: 12 };
const lost = { total: 12, started: 12, succeeded: 11, cancelled: 1 };
const range = { backfill: { from: '2025-01-01', to: '2025-12-31', parallelism: 1 } };

describe('the table of schedules', () => {
  it('has a line for each, with times on the clock of its zone', () => {
    const backfill = schedule(
      range,
      { ...ready('True', 'Backfilling'), backfill: { total: 12, started: 4, succeeded: 3 } },
      'past',
    );
    const options = { nowMs, withNamespace: false, wide: false };
    const table = schedulesTable([nightly, backfill, schedule({ suspend: true })], options);
    expect(table).toBe(
      `
NAME      PIPELINE   CRON                      TIME ZONE       SUSPEND   STATE         LAST TICK                      VERDICT        NEXT TICK                     BACKFILL   ACTIVE   FAILURES   AGE
nightly   le         30 2 * * * | 0 14 * * *   Europe/Zurich   false     Scheduled     2026-06-01 02:30 (9h31m ago)   Ran, Running   2026-06-01 14:00 (in 1h58m)   -          1        2          1m40s
past      le         0 * * * *                 UTC             false     Backfilling   -                              -              -                             3/12       -        -          1m40s
nightly   le         0 * * * *                 UTC             true      New           -                              -              -                             -          -        -          1m40s`.trim(),
    );
  });

  it('is wider and has namespaces when that is asked for', () => {
    const table = schedulesTable([nightly], { nowMs, withNamespace: true, wide: true });
    expect(table).toMatch(/^NAMESPACE {3}NAME .* CONCURRENCY {3}MISSED {3}TICKS +MESSAGE\n/);
    expect(table).toMatch(/\ndemo +nightly .* Replace +All +30 ran, 1 missed {3}m$/);
  });
});

describe('a schedule', () => {
  const stopped = ready('False', 'StoppedAfterFailures');
  const complete = ready('True', 'BackfillComplete');
  it.each([
    ['runs', schedule({}, ready('True', 'Scheduled')), [false, 0]],
    ['is suspended', schedule({ suspend: true }, ready('True', 'Suspended')), [false, 0]],
    ['was not seen yet', schedule(), [false, 0]],
    ['cannot be read', schedule({}, ready('False', 'InvalidSchedule')), [true, 1]],
    ['has stopped, but one run goes on', schedule({}, { ...stopped, active: 1 }), [false, 1]],
    ['has stopped', schedule({}, { ...stopped, active: 0 }), [true, 1]],
    ['is refused for now', schedule({}, ready('False', 'RunNotCreated')), [false, 1]],
    ['is complete', schedule(range, { ...complete, backfill: done }), [true, 0]],
    ['lost a run', schedule(range, { ...complete, backfill: lost }), [true, 1]],
  ])('that %s is over or not, and stands for an exit code', (_what, one, expected) => {
    expect([isOver(one), scheduleOutcomeOf(one)]).toEqual(expected);
  });
});
