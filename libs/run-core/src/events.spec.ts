import { describe, expect, it } from '@jest/globals';
import type { Plan } from './plan-types.ts';
import { makeObservedJob, makeRun, Story } from './testing/index.ts';

function reasonsOf({ events }: Plan): string[] {
  return events.map(({ type, reason }) => `${type} ${reason}`);
}

describe('events', () => {
  it('tell the story of a run that succeeds, each transition once', () => {
    const story = new Story();
    const told = [
      story.next(),
      story.withJobs(makeObservedJob('ingest').build()),
      story.withJobs(makeObservedJob('ingest').succeeded().build()),
      story.withJobs(makeObservedJob('transform').succeeded().build()),
      story.withJobs(),
    ];
    expect(told.map(reasonsOf)).toEqual([
      ['Normal RunAccepted', 'Normal StageStarted'],
      [],
      ['Normal StageSucceeded', 'Normal StageStarted'],
      ['Normal StageSucceeded', 'Normal RunSucceeded'],
      [],
    ]);
  });

  it('tell which attempt failed, and that the run failed for it', () => {
    const story = new Story();
    story.next();
    const failed = story.withJobs(
      makeObservedJob('ingest').failed('DataRejected', { exitCode: 65, message: '2 of 9' }).build(),
    );
    expect(reasonsOf(failed)).toEqual([
      'Warning AttemptFailed',
      'Warning StageFailed',
      'Warning RunFailed',
    ]);
    expect(failed.events[0]?.message).toBe(
      'Failed attempt 1 of stage ingest: DataRejected: 2 of 9',
    );
  });

  it('tell of suspension, and of its end', () => {
    const story = new Story();
    story.next();
    story.withJobs(makeObservedJob('ingest').build());
    const suspend = story.next({ run: makeRun().suspended().build() });
    expect(reasonsOf(suspend)).toEqual(['Normal StageStopping', 'Normal RunSuspended']);
    expect(reasonsOf(story.withJobs())).toEqual(['Normal AttemptInterrupted']);
    expect(reasonsOf(story.next({ run: makeRun().build() }))).toEqual([
      'Normal AttemptStarted',
      'Normal RunResumed',
    ]);
  });

  it('name the end by its cause', () => {
    const story = new Story();
    story.next();
    const cancelled = story.next({ run: makeRun().cancelled().build() });
    expect(reasonsOf(cancelled).at(-1)).toBe('Warning RunCancelled');
  });
});
