import { describe, expect, it } from '@jest/globals';
import { plan } from './plan.ts';
import { changesNothing } from './same.ts';
import {
  actionsOf,
  makeFacts,
  makeObservedJob,
  makeRun,
  secondsAfterNoon,
  stagesOf,
  Story,
  succeededOf,
} from './testing/index.ts';

const ingest = makeObservedJob('ingest');
const transform = makeObservedJob('transform');
const later = secondsAfterNoon(3_600);

describe('plan: run controls', () => {
  it('stops a cancelled run and ends it when its Job is gone', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.build());
    const stopping = story.next({ run: makeRun().cancelled().build() });
    expect(succeededOf(stopping)).toBe('Unknown Stopping');
    expect(actionsOf(stopping)).toEqual(['deleteJob gho-1-ingest-1']);
    expect(story.withJobs(ingest.deleting().build()).actions).toEqual([]);
    const end = story.withJobs();
    expect(succeededOf(end)).toBe('False Cancelled');
    expect(stagesOf(end)).toBe('ingest:Cancelled transform:Skipped');
  });

  it('keeps the success of a stage that finished while it was being cancelled', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.build());
    story.next({ run: makeRun().cancelled().build() });
    const end = story.withJobs(ingest.deleting().succeeded().build());
    expect(stagesOf(end)).toBe('ingest:Succeeded transform:Cancelled');
    expect(succeededOf(end)).toBe('False Cancelled');
  });

  it('ends a cancelled run at once while it waits for a retry', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.failed('StageCrashed').build());
    expect(succeededOf(story.next({ run: makeRun().cancelled().build() }))).toBe('False Cancelled');
  });

  it('stops a suspended run, and resumes with another attempt that is free of charge', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.build());
    const stopping = story.next({ run: makeRun().suspended().build() });
    expect(actionsOf(stopping)).toEqual(['deleteJob gho-1-ingest-1']);
    const suspended = story.withJobs();
    expect(succeededOf(suspended)).toBe('Unknown Suspended');
    expect(suspended.status.waiting).toMatchObject({ reason: 'Suspended', on: 'ingest' });
    expect(suspended.actions).toEqual([]);
    const resumed = story.next({ run: makeRun().build() });
    expect(actionsOf(resumed)).toEqual(['createJob gho-1-ingest-2']);
    const [stage] = resumed.status.stages ?? [];
    expect(stage?.attempts?.[0]).toMatchObject({ state: 'Interrupted', reason: 'Suspended' });
    expect([stage?.failures, stage?.interruptions]).toEqual([undefined, undefined]);
  });

  it('does not count it as a failure when the attempt dies of being suspended', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.build());
    story.next({ run: makeRun().suspended().build() });
    const died = story.withJobs(
      ingest.deleting().failed('StageCrashed', { exitCode: 143 }).build(),
    );
    expect(died.status.stages?.[0]?.attempts?.[0]).toMatchObject({ state: 'Interrupted' });
    expect(died.status.stages?.[0]?.failures).toBeUndefined();
    expect(succeededOf(died)).toBe('Unknown Suspended');
  });

  it('believes a suspended attempt that its data was rejected', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.build());
    story.next({ run: makeRun().suspended().build() });
    const rejected = ingest.deleting().failed('DataRejected', { exitCode: 65 });
    expect(succeededOf(story.withJobs(rejected.build()))).toBe('False DataQualityFailed');
  });

  it('starts nothing of a run that is suspended from the beginning', () => {
    const story = new Story({ run: makeRun().suspended().build() });
    expect(story.next().actions).toEqual([]);
    expect(actionsOf(story.next({ run: makeRun().build() }))).toEqual(['createJob gho-1-ingest-1']);
  });

  it('stops a run that is out of time, even if the clock goes back then', () => {
    const run = makeRun().withTimeoutSeconds(60).build();
    const story = new Story({ run });
    expect(story.next().requeueAfterMs).toBe(60_000);
    story.withJobs(ingest.build());
    const late = story.next({ now: secondsAfterNoon(60) });
    expect(actionsOf(late)).toEqual(['deleteJob gho-1-ingest-1']);
    const end = story.next({ now: secondsAfterNoon(1), jobs: [] });
    expect(succeededOf(end)).toBe('False RunTimedOut');
    expect(stagesOf(end)).toBe('ingest:TimedOut transform:Skipped');
  });

  it('stops a run whose frozen Pipeline is lost', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.build());
    const pipeline = { kind: 'Missing', message: 'gone' } as const;
    expect(actionsOf(story.next({ pipeline }))).toEqual(['deleteJob gho-1-ingest-1']);
    expect(succeededOf(story.withJobs())).toBe('False RevisionLost');
  });
});

describe('plan: after the end', () => {
  function ended(): Story {
    const story = new Story();
    story.next();
    story.withJobs(ingest.failed('DataRejected').build());
    return story;
  }

  it('changes nothing and wants no time', () => {
    const story = ended();
    const { requeueAfterMs } = story.withJobs(ingest.failed('DataRejected').released().build());
    const facts = { ...story.facts, now: later };
    expect(changesNothing(facts, plan(facts))).toBe(true);
    expect(requeueAfterMs).toBeUndefined();
  });

  it('says that it saw a change of the spec, and does not act on it', () => {
    const run = makeRun().withGeneration(2).suspended().build();
    const after = ended().next({ run, jobs: [], now: later });
    expect(after.status.observedGeneration).toBe(2);
    expect(succeededOf(after)).toBe('False DataQualityFailed');
    expect(after.status.finishedAt).toBe(makeFacts().now);
  });

  it('deletes a Job that turns up late, and lets it go', () => {
    const late = makeObservedJob('transform');
    const story = ended();
    expect(actionsOf(story.withJobs(late.build()))).toEqual(['deleteJob gho-1-transform-1']);
    const gone = story.withJobs(late.deleting().withActivePods(false).build());
    expect(actionsOf(gone)).toEqual(['releaseJob gho-1-transform-1']);
  });

  it('lets every Job of a deleted run go', () => {
    const run = makeRun().deletedAt(later).build();
    const cleanUp = plan(makeFacts({ run, jobs: [ingest.build(), transform.succeeded().build()] }));
    expect(actionsOf(cleanUp)).toEqual([
      'deleteJob gho-1-ingest-1',
      'releaseJob gho-1-ingest-1',
      'releaseJob gho-1-transform-1',
    ]);
  });
});
