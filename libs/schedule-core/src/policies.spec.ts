import { describe, expect, it } from '@jest/globals';
import { actionsOf, ledgerOf, ScheduleStory } from './testing/index.ts';

describe('concurrencyPolicy', () => {
  it('Forbid skips a tick while a run is active', () => {
    const story = new ScheduleStory();
    story.at('01:00:00');
    const plan = story.at('02:00:00');
    expect(ledgerOf(plan)).toEqual(['01 Ran', '02 SkippedForbid']);
    expect(plan.status.ledger?.[1]?.message).toBe('active: nightly-29671260');
    expect(plan.events).toMatchObject([{ type: 'Warning', reason: 'TickSkipped' }]);
    story.end('Failed');
    story.at('02:30:00');
    expect(ledgerOf(story.at('03:00:00'))).toEqual(['01 Ran Failed', '02 SkippedForbid', '03 Ran']);
  });

  it('Forbid skips a tick while a run is still to be created', () => {
    const story = new ScheduleStory();
    story.decide('01:00:00');
    const plan = story.decide('02:00:00');
    expect(ledgerOf(plan)).toEqual(['01 Ran', '02 SkippedForbid']);
    expect(actionsOf(plan)).toEqual(['createRun 01']);
  });

  it('Allow runs beside, up to twenty', () => {
    const story = new ScheduleStory({ concurrencyPolicy: 'Allow' });
    for (let hour = 1; hour <= 21; hour += 1) {
      story.at(`${String(hour).padStart(2, '0')}:00:00`);
    }
    expect(story.created).toHaveLength(20);
    const [last] = story.schedule.status?.ledger?.slice(-1) ?? [];
    expect(last).toMatchObject({
      verdict: 'SkippedForbid',
      message: '20 runs are open, which is the most',
    });
  });

  it('Replace cancels first and creates when the old one has ended', () => {
    const story = new ScheduleStory({ concurrencyPolicy: 'Replace' });
    story.at('01:00:00');
    story.at('01:00:01');
    expect(actionsOf(story.at('02:00:00'))).toEqual(['cancelRun 01']);
    expect(actionsOf(story.at('02:00:01'))).toEqual([]);
    story.end('Cancelled');
    const plan = story.at('02:00:10');
    expect(ledgerOf(plan)).toEqual(['01 Ran Cancelled', '02 Replaced']);
    expect(actionsOf(plan)).toEqual(['createRun 02']);
    expect(actionsOf(story.at('02:00:20'))).toEqual([]);
  });

  it('Replace gives up a run that waits when a newer tick comes', () => {
    const story = new ScheduleStory({ concurrencyPolicy: 'Replace' });
    story.at('01:00:00');
    story.at('02:00:00');
    const plan = story.at('03:00:00');
    expect(ledgerOf(plan)).toEqual(['01 Ran', '02 Replaced Cancelled', '03 Replaced']);
    story.end('Cancelled');
    expect(actionsOf(story.at('03:00:10'))).toEqual(['createRun 03']);
  });
});

describe('missedRunPolicy', () => {
  it.each([
    ['Skip', ['01 Missed', '02 Missed', '03 Missed', '04 Missed']],
    ['Latest', ['01 Missed', '02 Missed', '03 Missed', '04 CaughtUp']],
    ['All', ['01 CaughtUp', '02 CaughtUp', '03 CaughtUp', '04 CaughtUp']],
  ] as const)('%s after an outage', (missedRunPolicy, want) => {
    for (const concurrencyPolicy of ['Allow', 'Forbid'] as const) {
      const story = new ScheduleStory({ missedRunPolicy, concurrencyPolicy });
      expect(ledgerOf(story.at('04:30:00'))).toEqual(want);
    }
  });

  it.each([
    ['Skip', ['01 Missed', '02 Missed', '03 Ran']],
    ['Latest', ['01 Missed', '02 Missed', '03 Ran']],
    ['All', ['01 CaughtUp', '02 CaughtUp', '03 CaughtUp']],
  ] as const)('%s when a tick comes right after the outage', (missedRunPolicy, want) => {
    const story = new ScheduleStory({ missedRunPolicy });
    expect(ledgerOf(story.at('03:00:10'))).toEqual(want);
  });

  it('All is bounded by maxCatchUp, and the newest win', () => {
    const story = new ScheduleStory({ missedRunPolicy: 'All', maxCatchUp: 2 });
    expect(ledgerOf(story.at('04:30:00'))).toEqual([
      '01 Missed',
      '02 Missed',
      '03 CaughtUp',
      '04 CaughtUp',
    ]);
  });

  it('All under Forbid runs one after the other, in order', () => {
    const story = new ScheduleStory({ missedRunPolicy: 'All' });
    expect(actionsOf(story.at('02:30:00'))).toEqual(['createRun 01']);
    expect(actionsOf(story.at('02:31:00'))).toEqual([]);
    story.end('Succeeded');
    expect(actionsOf(story.at('02:32:00'))).toEqual(['createRun 02']);
    expect(actionsOf(story.at('03:00:00'))).toEqual([]);
    expect(ledgerOf(story.at('03:00:00'))).toEqual([
      '01 CaughtUp Succeeded',
      '02 CaughtUp',
      '03 SkippedForbid',
    ]);
  });

  it('All lets no more wait behind what is caught up than maxCatchUp says', () => {
    const story = new ScheduleStory({ missedRunPolicy: 'All', maxCatchUp: 2 });
    story.at('02:30:00');
    story.at('02:31:00');
    story.at('03:00:00');
    expect(ledgerOf(story.at('04:00:00'))).toEqual([
      '01 CaughtUp',
      '02 CaughtUp',
      '03 CaughtUp',
      '04 SkippedForbid',
    ]);
  });

  it('All adds no more to those that are active than may be open', () => {
    const story = new ScheduleStory({ missedRunPolicy: 'All', concurrencyPolicy: 'Allow' });
    for (let hour = 1; hour <= 15; hour += 1) story.at(`${String(hour).padStart(2, '0')}:00:00`);
    const { status } = story.at('23:30:00');
    expect(status.totals).toEqual({ ran: 15, caughtUp: 5, missed: 3 });
    expect(status.ledger?.at(-1)?.message).toBe('20 runs are open, which is the most');
  });

  it('All under Replace catches up the newest only', () => {
    const story = new ScheduleStory({ missedRunPolicy: 'All', concurrencyPolicy: 'Replace' });
    expect(ledgerOf(story.at('03:30:00'))).toEqual(['01 Missed', '02 Missed', '03 CaughtUp']);
  });

  it('Latest under Forbid waits for the active run to end', () => {
    const story = new ScheduleStory();
    story.at('01:00:00');
    story.at('01:00:01');
    expect(ledgerOf(story.at('03:30:00'))).toEqual(['01 Ran', '02 Missed', '03 CaughtUp']);
    story.end('Succeeded');
    expect(actionsOf(story.at('03:40:00'))).toEqual(['createRun 03']);
  });

  it.each(['Skip', 'Latest', 'All'] as const)(
    '%s goes through a long outage bit by bit',
    (policy) => {
      const story = new ScheduleStory({ missedRunPolicy: policy });
      const end = '2026-06-30T09:30:00Z';
      let plan = story.at(end);
      expect(plan.requeueAfterMs).toBe(0);
      for (let pass = 0; pass < 20 && plan.requeueAfterMs === 0; pass += 1) plan = story.at(end);
      const caughtUp = { Skip: 0, Latest: 1, All: 10 }[policy];
      expect(plan.status.totals).toEqual({
        missed: 705 - caughtUp,
        ...(caughtUp === 0 ? {} : { caughtUp }),
      });
      expect(plan.status.ledger).toHaveLength(32);
      expect(plan.status.lastTick).toBe('2026-06-30T09:00:00Z');
    },
  );
});
