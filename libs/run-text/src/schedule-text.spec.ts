import { describe, expect, it } from '@jest/globals';
import { backfilling, nightly, ready, schedule, scheduleNowMs } from './__fixtures__/schedules.ts';
import { backfillText } from './backfill-text.ts';
import { relativeText } from './duration.ts';
import { localTimeText } from './local-time.ts';
import { colours } from './paint.ts';
import { scheduleChanges } from './schedule-changes.ts';
import { isBackfillComplete, scheduleReasonOf } from './schedule-state.ts';
import { scheduleTree } from './schedule-tree.ts';
import { totalsText } from './tick-text.ts';

const options = { nowMs: scheduleNowMs };

describe('a time', () => {
  it.each([
    ['2026-06-01T00:30:00Z', 'Europe/Zurich', '2026-06-01 02:30'],
    ['2026-12-31T23:30:00Z', 'Europe/Zurich', '2027-01-01 00:30'],
    ['2026-06-01T00:00:00Z', 'UTC', '2026-06-01 00:00'],
    ['2026-06-01T00:30:00Z', 'Mars/Base', '2026-06-01 00:30 UTC'],
    ['never', 'UTC', 'never'],
  ])('%s on a clock in %s is %s', (time, zone, text) => {
    expect(localTimeText(time, zone)).toBe(text);
  });

  it('lies ahead or behind', () => {
    const at = (minutes: number): string => new Date(minutes * 60_000).toISOString();
    expect([at(7), at(5), at(0)].map((time) => relativeText(time, 5 * 60_000))).toEqual([
      'in 2m00s',
      '0s ago',
      '5m00s ago',
    ]);
  });
});

describe('the tree of a schedule', () => {
  it('shows its lines, when it ran and runs next, and what became of each tick', () => {
    const { backfill } = backfilling.spec;
    const part = schedule({ backfill: backfill ?? never() }, backfilling.status, 'gho-2025');
    expect(scheduleTree(nightly, { ...options, backfills: [part] }).join('\n')).toBe(
      `
demo/gho-nightly  Scheduled  runs by 1 cron line in Europe/Zurich
├─ pipeline gho
├─ cron 30 2 * * *  Europe/Zurich
├─ parameters ingestionDate from the tick (Date, offsetDays -1), seed=7
├─ concurrencyPolicy Forbid, missedRunPolicy Latest
├─ stopAfterFailures 3
├─ last tick 2026-06-01 02:30 (9h30m ago)
├─ next tick 2026-06-02 02:30 (in 14h30m)
├─ active 1, failures in a row 1
├─ ticks 30 ran, 1 skipped
├─ backfill gho-2025  2025-01-01 to 2025-12-31  Backfilling  3 of 12 ticks ended, 1 failed; 2 under way, 7 to come
└─ ledger
   ├─ 2026-05-30 02:30  Ran            Failed     gho-nightly-1
   ├─ 2026-05-31 02:30  SkippedForbid  -          active: gho-nightly-1
   └─ 2026-06-01 02:30  Ran            Running    gho-nightly-3`.trim(),
    );
  });

  it('shows the range and the progress of a backfill', () => {
    expect(scheduleTree(backfilling, options)).toEqual([
      'demo/gho-2025  Backfilling  the ticks of the range run in their order',
      '├─ pipeline gho',
      '├─ cron 0 0 1 * *  UTC',
      '├─ backfill from 2025-01-01 to 2025-12-31, 2 at a time',
      '├─ last tick 2025-05-01 00:00 (396d10h ago)',
      '├─ next tick 2025-06-01 00:00 (365d10h ago)',
      '├─ active 2, failures in a row 0',
      '├─ ticks 5 ran',
      '├─ 3 of 12 ticks ended, 1 failed; 2 under way, 7 to come',
      '└─ ledger',
      '   ├─ 2025-04-01 00:00  Ran            Running    b-1',
      '   └─ 2025-05-01 00:00  Ran            Waiting    b-2',
    ]);
  });

  it('says that the operator has not seen it, or not its last change', () => {
    expect(scheduleTree(schedule({}), options)[0]).toBe('demo/gho-nightly  New');
    const changed = { ...nightly, metadata: { ...nightly.metadata, generation: 3 } };
    expect(scheduleTree(changed, options)).toContain(
      '├─ the operator has not seen the last change of the spec yet',
    );
    expect(scheduleTree(nightly, options).join('')).not.toContain('has not seen');
  });

  it.each([
    ['True', 'Suspended', 'kubectl pipelines continue schedule/gho-nightly'],
    ['False', 'StoppedAfterFailures', 'mend what failed, then kubectl pipelines continue'],
    ['False', 'InvalidSchedule', 'correct what the message names'],
    ['False', 'NameConflict', 'delete the run of somebody else'],
    ['False', 'RunNotCreated', 'mend what the message names; it is tried again'],
    ['False', 'RunRefused', 'correct what the message names; the next tick'],
  ] as const)('says what to do while Ready is %s, %s', (status, reason, advice) => {
    const held = schedule({}, { conditions: ready(status, reason, 'm') });
    expect(scheduleTree(held, options).join('\n')).toContain(`├─ to do: ${advice}`);
  });

  it('tells nobody to do something while it does its work', () => {
    expect(scheduleTree(nightly, options).join('\n')).not.toContain('to do');
  });

  it('keeps control characters of messages from the terminal, and paints what is bad', () => {
    const conditions = ready('False', 'InvalidSchedule', 'no\u001b[2J');
    const [headline] = scheduleTree(schedule({}, { conditions }), { ...options, paint: colours });
    expect(headline).toContain('\u001b[31mInvalidSchedule\u001b[0m  no\ufffd[2J');
  });
});

describe('what is new in a schedule', () => {
  it('is told once', () => {
    const shown = new Map<string, string>();
    expect(scheduleChanges(backfilling, shown)).toHaveLength(4);
    expect(scheduleChanges(backfilling, shown)).toEqual([]);
    const [first, ...rest] = backfilling.status?.ledger ?? [];
    const ended = schedule(backfilling.spec, {
      ...backfilling.status,
      backfill: { total: 12, started: 5, succeeded: 3, failed: 1, cancelled: 1 },
      ledger: [{ ...(first ?? never()), outcome: 'Succeeded' }, ...rest],
    });
    expect(scheduleChanges(ended, shown)).toEqual([
      '2025-04-01 00:00  Ran            Succeeded  b-1',
      '5 of 12 ticks ended, 1 failed, 1 cancelled; 7 to come',
    ]);
  });
});

describe('the state of a schedule', () => {
  it('is that of the condition Ready', () => {
    expect([scheduleReasonOf(schedule({})), scheduleReasonOf(nightly)]).toEqual([
      'New',
      'Scheduled',
    ]);
  });

  it.each([
    [undefined, false, 'its ticks are not counted yet'],
    [{ total: 2, started: 2, succeeded: 1 }, false, '1 of 2 ticks ended; 1 under way'],
    [{ total: 2, started: 2, succeeded: 1, failed: 1 }, true, '2 of 2 ticks ended, 1 failed'],
    [{ total: 2, started: 2, cancelled: 2 }, true, '2 of 2 ticks ended, 2 cancelled'],
  ])('of a backfill with %j: over is %s', (backfill, isOver, text) => {
    const status = backfill === undefined ? {} : { backfill };
    expect(isBackfillComplete(schedule({}, status))).toBe(isOver);
    expect(backfillText(backfill)).toBe(text);
  });

  it('counts ticks by verdict, and only those that there are', () => {
    const totals = { ran: 1, caughtUp: 2, replaced: 3, skippedForbid: 0, missed: 4, suspended: 5 };
    expect(totalsText(totals)).toBe('ticks 1 ran, 2 caught up, 3 replaced, 4 missed, 5 suspended');
    expect(totalsText(undefined)).toBe('');
  });
});

function never(): never {
  throw new Error('the fixture lacks it');
}
