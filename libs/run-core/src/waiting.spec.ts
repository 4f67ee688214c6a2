import { describe, expect, it } from '@jest/globals';
import type { Blockage } from './facts.ts';
import { makeObservedJob, noon, secondsAfterNoon, Story } from './testing/index.ts';

const unschedulable: Blockage = {
  reason: 'Unschedulable',
  on: 'gho-1-ingest-1-abcde',
  since: noon,
  message: '0/3 nodes are available: 3 Insufficient memory',
};

describe('waiting', () => {
  it('does not show a blockage that may pass, but asks again when it would', () => {
    const story = new Story();
    story.next();
    const early = story.next({
      now: secondsAfterNoon(2),
      jobs: [makeObservedJob('ingest').blocked(unschedulable).build()],
    });
    expect(early.status.waiting).toBeUndefined();
    expect(early.requeueAfterMs).toBe(3_000);
  });

  it('shows a blockage that lasts, in the words of the scheduler, and tells it once', () => {
    const story = new Story();
    story.next();
    const jobs = [makeObservedJob('ingest').blocked(unschedulable).build()];
    const shown = story.next({ now: secondsAfterNoon(5), jobs });
    expect(shown.status.waiting).toEqual(unschedulable);
    expect(shown.events.map(({ reason }) => reason)).toEqual(['Unschedulable']);
    expect(story.next({ now: secondsAfterNoon(9) }).events).toEqual([]);
  });

  it('gives the Job controller more time to make pods', () => {
    const story = new Story();
    story.next();
    const quota: Blockage = { ...unschedulable, reason: 'Quota' };
    const jobs = [makeObservedJob('ingest').blocked(quota).build()];
    expect(story.next({ now: secondsAfterNoon(14), jobs }).status.waiting).toBeUndefined();
    expect(story.next({ now: secondsAfterNoon(15) }).status.waiting?.reason).toBe('Quota');
  });

  it('says why the API server does not take a Job, and goes on when it does', () => {
    const story = new Story();
    story.next();
    const denied = { name: 'gho-1-ingest-1', since: noon, message: 'exceeded quota: jobs' };
    const refused = story.next({ deniedJobs: [denied], now: secondsAfterNoon(15) });
    expect(refused.status.waiting).toMatchObject({
      reason: 'Quota',
      on: 'gho-1-ingest-1',
      since: noon,
      message: 'exceeded quota: jobs',
    });
    expect(refused.actions.map(({ verb }) => verb)).toEqual(['createJob']);
    const taken = story.next({ deniedJobs: [], jobs: [makeObservedJob('ingest').build()] });
    expect(taken.status.waiting).toBeUndefined();
  });

  it('forgets the blockage when the stage works', () => {
    const story = new Story();
    story.next();
    const jobs = [makeObservedJob('ingest').blocked(unschedulable).build()];
    story.next({ now: secondsAfterNoon(5), jobs });
    expect(story.withJobs(makeObservedJob('ingest').build()).status.waiting).toBeUndefined();
  });
});
