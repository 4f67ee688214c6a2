import { describe, expect, it } from '@jest/globals';
import {
  actionsOf,
  makeObservedJob,
  makeRun,
  secondsAfterNoon,
  Story,
  succeededOf,
} from './testing/index.ts';

const ended = secondsAfterNoon(10);
const soon = secondsAfterNoon(20);
const late = secondsAfterNoon(71);
const ingest = makeObservedJob('ingest');

describe('a Job that does not end although its outcome is certain', () => {
  it('is ended after a minute, while the run goes on', () => {
    const story = new Story();
    story.next();
    const job = ingest.succeeded({}, ended).unfinished().released();
    const next = story.next({ jobs: [job.build()], now: soon });
    expect(actionsOf(next)).toEqual(['createJob gho-1-transform-1']);
    expect(next.requeueAfterMs).toBe(50_000);
    const transform = makeObservedJob('transform');
    const held = story.next({ jobs: [job.build(), transform.build()], now: late });
    expect(actionsOf(held)).toEqual(['deleteJob gho-1-ingest-1']);
    const going = story.next({ jobs: [job.deleting().build(), transform.build()] });
    expect(actionsOf(going)).toEqual([]);
  });

  it('is ended after a minute, when the run is at its end', () => {
    const story = new Story();
    story.next();
    const job = ingest.failed('DataRejected', { exitCode: 65, at: ended }).unfinished().released();
    const end = story.next({ jobs: [job.build()], now: soon });
    expect(succeededOf(end)).toBe('False DataQualityFailed');
    const idle = story.next();
    expect(idle).toMatchObject({ actions: [], requeueAfterMs: 50_000 });
    expect(actionsOf(story.next({ now: late }))).toEqual(['deleteJob gho-1-ingest-1']);
    const over = story.withJobs();
    expect(over.actions).toEqual([]);
    expect(over.requeueAfterMs).toBeUndefined();
  });

  it('is ended at once where its other shards keep a cancelled run from its end', () => {
    const story = new Story();
    story.next();
    const job = ingest.failed('StageCrashed', { at: ended }).unfinished().withActivePods();
    story.next({ jobs: [job.build()], now: soon });
    const cancelled = makeRun().cancelled().withGeneration(2).build();
    const stopping = story.next({ run: cancelled });
    expect(succeededOf(stopping)).toBe('Unknown Stopping');
    expect(actionsOf(stopping)).toContain('deleteJob gho-1-ingest-1');
    expect(succeededOf(story.withJobs())).toBe('False Cancelled');
  });

  it('is left alone once the Job controller has decided', () => {
    const story = new Story();
    story.next();
    story.next({ jobs: [ingest.succeeded({}, ended).released().build()], now: soon });
    const next = story.next({ now: late });
    expect(actionsOf(next)).toEqual(['createJob gho-1-transform-1']);
    expect(next.requeueAfterMs).toBeUndefined();
  });
});
