import { describe, expect, it } from '@jest/globals';
import type { SchedulePlan } from './plan-types.ts';
import { schedulePlanChangesNothing } from './same.ts';
import { actionsOf, ledgerOf, readyOf, ScheduleStory } from './testing/index.ts';

describe('a schedule', () => {
  it('starts nothing for what lies before its creation', () => {
    const story = new ScheduleStory();
    const plan = story.at('00:10:00');
    expect(ledgerOf(plan)).toEqual([]);
    expect(plan.status).toMatchObject({ countsFrom: '2026-06-01T00:00:00Z', active: 0 });
    expect(plan.status.nextTicks?.[0]).toBe('2026-06-01T01:00:00Z');
    expect(plan.requeueAfterMs).toBe(50 * 60_000);
    expect(readyOf(plan)).toBe('True Scheduled');
  });

  it('runs a tick once, however often it is asked, and records how the run ended', () => {
    const story = new ScheduleStory();
    expect(actionsOf(story.at('01:00:00'))).toEqual(['createRun 01']);
    expect(story.created).toEqual(['nightly-29671260']);
    expect(actionsOf(story.at('01:00:01'))).toEqual([]);
    expect(story.schedule.status?.ledger?.[0]).toMatchObject({ verdict: 'Ran', runUID: 'uid-1' });
    story.end('Succeeded');
    expect(ledgerOf(story.at('01:10:00'))).toEqual(['01 Ran Succeeded']);
    const facts = story.factsAt('01:20:00');
    expect(schedulePlanChangesNothing(facts, story.decide('01:20:00'))).toBe(true);
    expect(story.created).toHaveLength(1);
  });

  it('creates the run again when the operator died before it did', () => {
    const story = new ScheduleStory();
    expect(ledgerOf(story.decide('01:00:00'))).toEqual(['01 Ran']);
    expect(actionsOf(story.at('01:00:05'))).toEqual(['createRun 01']);
  });

  it('does not create a run again that somebody deleted', () => {
    const story = new ScheduleStory();
    story.at('01:00:00');
    story.at('01:00:01');
    story.deleteRun('nightly-29671260');
    const plan = story.at('01:10:00');
    expect(ledgerOf(plan)).toEqual(['01 Ran Cancelled']);
    expect(plan.actions).toEqual([]);
    expect(plan.status.ledger?.[0]?.message).toBe('the run was deleted before its end');
  });

  it('does not take a run for its own that somebody made anew under the same name', () => {
    const story = new ScheduleStory();
    story.at('01:00:00');
    story.at('01:00:01');
    const runs = story.runs.map((run) => ({ ...run, uid: 'other', state: 'Succeeded' as const }));
    expect(ledgerOf(story.decide('01:05:00', { runs }))).toEqual(['01 Ran Cancelled']);
  });

  it('never repeats a tick when the clock goes back', () => {
    const story = new ScheduleStory();
    story.at('02:00:00');
    expect(story.at('00:30:00').actions).toEqual([]);
    expect(story.at('01:00:00').actions).toEqual([]);
    expect(story.at('02:00:00').status.lastTick).toBe('2026-06-01T02:00:00Z');
    expect(story.created).toHaveLength(1);
    expect(story.at('00:30:00').status.nextTicks?.[0]).toBe('2026-06-01T03:00:00Z');
  });

  it('counts new lines from the moment in which it sees them', () => {
    const story = new ScheduleStory();
    story.at('01:00:00');
    story.edit({ cron: ['30 * * * *'] });
    const plan = story.at('05:10:00');
    expect(ledgerOf(plan)).toEqual(['01 Ran']);
    expect(plan.status.countsFrom).toBe('2026-06-01T05:10:00Z');
    story.edit({ timeoutSeconds: 60 });
    expect(story.at('05:20:00').status.countsFrom).toBe('2026-06-01T05:10:00Z');
  });

  it('says what is wrong with its lines, and starts nothing meanwhile', () => {
    const story = new ScheduleStory();
    const ticks = { kind: 'Invalid', message: 'spec.timeZone "Mars" must be ...' } as const;
    const plan = story.at('03:00:00', { ticks });
    expect(readyOf(plan)).toBe('False InvalidSchedule');
    expect(plan.status.conditions).toMatchObject([
      { message: 'spec.timeZone "Mars" must be ...' },
      { type: 'Reconciling', status: 'False' },
      { type: 'Stalled', status: 'True' },
    ]);
    expect(plan).toMatchObject({ actions: [], events: [{ reason: 'InvalidSchedule' }] });
    expect(plan.requeueAfterMs).toBeUndefined();
  });

  it('leaves its runs to the garbage collector when it is deleted', () => {
    const story = new ScheduleStory();
    story.at('01:00:00');
    const { metadata } = story.schedule;
    const schedule = {
      ...story.schedule,
      metadata: { ...metadata, deletionTimestamp: '2026-06-01T01:30:00Z' },
    };
    expect(story.decide('02:00:00', { schedule })).toMatchObject({ actions: [], events: [] });
  });
});

describe('startingDeadlineSeconds', () => {
  it('misses what is later', () => {
    const story = new ScheduleStory({ startingDeadlineSeconds: 600, missedRunPolicy: 'All' });
    expect(ledgerOf(story.at('02:10:00'))).toEqual(['01 Missed', '02 CaughtUp']);
    expect(ledgerOf(story.at('03:10:01')).at(-1)).toBe('03 Missed');
  });
});

describe('spreadSeconds', () => {
  it('delays the start by a constant, while the tick stays nominal', () => {
    const story = new ScheduleStory({ spreadSeconds: 3600 });
    const delay = story.at('00:10:00').status.delaySeconds ?? 0;
    expect(delay).toBeGreaterThan(0);
    expect(delay).toBeLessThan(3600);
    const due = Date.parse('2026-06-01T01:00:00Z') + delay * 1000;
    expect(story.at(new Date(due - 1).toISOString()).actions).toEqual([]);
    const plan = story.at(new Date(due).toISOString());
    expect(ledgerOf(plan)).toEqual(['01 Ran']);
    expect(story.created).toEqual(['nightly-29671260']);
  });
});

describe('suspend', () => {
  it('gives ticks their verdict and does not catch them up', () => {
    const story = new ScheduleStory({ suspend: true });
    const plan = story.at('01:00:00');
    expect(ledgerOf(plan)).toEqual(['01 Suspended']);
    expect(readyOf(plan)).toBe('True Suspended');
    expect(plan.status.nextTicks).toBeUndefined();
    story.edit({ suspend: false });
    expect(story.at('01:30:00').actions).toEqual([]);
    expect(ledgerOf(story.at('02:00:00'))).toEqual(['01 Suspended', '02 Ran']);
  });

  it('holds back a run that was decided and not created', () => {
    const story = new ScheduleStory();
    story.decide('01:00:00');
    story.edit({ suspend: true });
    expect(story.at('01:10:00').actions).toEqual([]);
    story.edit({ suspend: false });
    expect(actionsOf(story.at('01:20:00'))).toEqual(['createRun 01']);
  });
});

describe('stopAfterFailures', () => {
  function failing(times: number): ScheduleStory {
    const story = new ScheduleStory({ stopAfterFailures: 2 });
    for (let hour = 1; hour <= times; hour += 1) {
      story.at(`0${hour}:00:00`);
      story.end('Failed');
      story.at(`0${hour}:30:00`);
    }
    return story;
  }

  it('stops, and later ticks are suspended', () => {
    const story = failing(2);
    const plan = story.at('03:00:00');
    expect(readyOf(plan)).toBe('False StoppedAfterFailures');
    expect(ledgerOf(plan).at(-1)).toBe('03 Suspended');
    expect(plan.status.ledger?.at(-1)?.message).toBe('stopped after 2 failures in a row');
    expect(plan.actions).toEqual([]);
  });

  it('is no matter of health before that', () => {
    expect(readyOf(failing(1).at('01:40:00'))).toBe('True Scheduled');
  });

  it('begins anew after a success', () => {
    const story = failing(1);
    story.at('02:00:00');
    story.end('Succeeded');
    expect(story.at('02:30:00').status.consecutiveFailures).toBe(0);
  });

  it('is not taken back by a run that succeeds after all', () => {
    const story = new ScheduleStory({ stopAfterFailures: 1, concurrencyPolicy: 'Allow' });
    story.at('01:00:00');
    story.at('02:00:00');
    story.end('Failed');
    story.at('02:10:00');
    story.end('Succeeded');
    expect(readyOf(story.at('02:20:00'))).toBe('False StoppedAfterFailures');
  });

  it('goes on after a suspension', () => {
    const story = failing(2);
    story.edit({ suspend: true });
    expect(readyOf(story.at('02:40:00'))).toBe('True Suspended');
    story.edit({ suspend: false });
    expect(ledgerOf(story.at('03:00:00')).at(-1)).toBe('03 Ran');
  });
});

describe('what the API server refuses', () => {
  it('a name that somebody else has', () => {
    const story = new ScheduleStory();
    story.decide('01:00:00');
    const plan = story.at('01:00:01', { foreignRunNames: ['nightly-29671260'] });
    expect(ledgerOf(plan)).toEqual(['01 Ran Failed']);
    expect(readyOf(plan)).toBe('False NameConflict');
    expect(plan.actions).toEqual([]);
    expect(readyOf(story.at('01:10:00'))).toBe('False NameConflict');
    expect(readyOf(story.at('02:00:00'))).toBe('True Scheduled');
  });

  function refused(forGood: boolean): SchedulePlan {
    const story = new ScheduleStory();
    story.decide('01:00:00');
    const refusedRuns = [{ name: 'nightly-29671260', forGood, message: 'no' }];
    return story.decide('01:00:01', { refusedRuns });
  }

  it('a run, for good', () => {
    const plan = refused(true);
    expect(readyOf(plan)).toBe('False RunRefused');
    expect(ledgerOf(plan)).toEqual(['01 Ran Failed']);
    expect(plan.actions).toEqual([]);
  });

  it('a run, for now', () => {
    const plan = refused(false);
    expect(readyOf(plan)).toBe('False RunNotCreated');
    expect(plan.status.conditions?.[1]).toMatchObject({ type: 'Reconciling', status: 'True' });
    expect(plan.status.conditions?.[2]).toMatchObject({ type: 'Stalled', status: 'False' });
    expect(actionsOf(plan)).toEqual(['createRun 01']);
  });
});

describe('history', () => {
  it('keeps the newest of each kind and deletes by uid', () => {
    const story = new ScheduleStory({ successfulRunsHistoryLimit: 1, failedRunsHistoryLimit: 0 });
    const ends = ['Succeeded', 'Failed', 'Succeeded', 'Cancelled'] as const;
    const deleted = ends.map((end, index) => {
      story.at(`0${index + 1}:00:00`);
      story.end(end);
      return actionsOf(story.at(`0${index + 1}:30:00`));
    });
    expect(deleted).toEqual([[], ['deleteRun 02'], ['deleteRun 01'], ['deleteRun 04']]);
    expect(story.runs.map(({ state }) => state)).toEqual(['Succeeded']);
    expect(story.at('04:40:00').actions).toEqual([]);
  });

  it('never deletes an active run, also one that is in no ledger', () => {
    const story = new ScheduleStory({ successfulRunsHistoryLimit: 0, failedRunsHistoryLimit: 0 });
    story.at('01:00:00');
    const [run] = story.runs;
    const schedule = { ...story.schedule, status: { lastTick: '2026-06-01T01:00:00Z' } };
    expect(run?.state).toBe('Active');
    expect(story.decide('01:10:00', { schedule }).actions).toEqual([]);
  });
});
