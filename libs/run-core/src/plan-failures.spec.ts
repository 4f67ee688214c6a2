import { describe, expect, it } from '@jest/globals';
import {
  actionsOf,
  makeObservedJob,
  makePipeline,
  resolved,
  secondsAfterNoon,
  stagesOf,
  Story,
  succeededOf,
} from './testing/index.ts';

const ingest = makeObservedJob('ingest');

describe('plan: failures', () => {
  const failures = {
    'rejected data': ['DataRejected', 65, undefined, 'Failed', 'DataQualityFailed'],
    'red dbt tests': ['DataRejected', 65, 'DataTestsFailed', 'Failed', 'DataTestsFailed'],
    'a wrong configuration': [
      'ConfigurationInvalid',
      78,
      undefined,
      'Failed',
      'InvalidConfiguration',
    ],
    'an attempt out of time': [
      'AttemptTimedOut',
      undefined,
      undefined,
      'TimedOut',
      'StageTimedOut',
    ],
  } as const;
  for (const [name, [reason, exitCode, detail, state, want]] of Object.entries(failures)) {
    it(`halts the run after ${name}, without a retry`, () => {
      const story = new Story();
      story.next();
      const fields = {
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(detail === undefined ? {} : { detail }),
      };
      const end = story.withJobs(ingest.failed(reason, fields).build());
      expect(succeededOf(end)).toBe(`False ${want}`);
      expect(stagesOf(end)).toBe(`ingest:${state} transform:Skipped`);
      expect(end.status.conditions?.[2]).toMatchObject({ type: 'Stalled', status: 'True' });
      expect(actionsOf(end)).toEqual(['releaseJob gho-1-ingest-1']);
    });
  }

  it('retries a crash after the backoff, longer each time, and then gives up', () => {
    const story = new Story();
    story.next();
    const waits: (number | undefined)[] = [];
    const jobs = [1, 2, 3].map((attempt) =>
      makeObservedJob('ingest', attempt).failed('StageCrashed'),
    );
    for (const [index, job] of jobs.entries()) {
      const failed = story.next({ now: secondsAfterNoon(1_000 * index), jobs: [job.build()] });
      waits.push(failed.requeueAfterMs);
      if (index === 2) {
        expect(succeededOf(failed)).toBe('False StageFailed');
        expect(failed.status.conditions?.[0]?.message).toContain('all 3 attempts failed');
        continue;
      }
      expect(succeededOf(failed)).toBe('Unknown Retrying');
      expect(failed.status.waiting).toMatchObject({ reason: 'RetryBackoff', on: 'ingest' });
      const early = story.next({ now: secondsAfterNoon(1_000 * index + 9.9) });
      expect(actionsOf(early).filter((action) => action.startsWith('create'))).toEqual([]);
      const due = story.next({ now: secondsAfterNoon(1_000 * index + 500), jobs: [] });
      expect(actionsOf(due)).toEqual([`createJob gho-1-ingest-${index + 2}`]);
    }
    expect(waits).toEqual([10_000, 20_000, undefined]);
  });

  it('does not start another attempt while pods of the last one work', () => {
    const retry = { limit: 1, backoffSeconds: 0, factor: 1, maxBackoffSeconds: 0 };
    const pipeline = resolved(makePipeline().withStage('ingest', { retry, shards: 3 }).build());
    const story = new Story({ pipeline });
    story.next();
    const crashed = ingest.failed('StageCrashed');
    const waiting = story.withJobs(crashed.withActivePods().build());
    expect(stagesOf(waiting)).toBe('ingest:Retrying');
    expect(waiting.status.waiting).toMatchObject({ reason: 'Stopping', on: 'gho-1-ingest-1' });
    expect(actionsOf(story.withJobs(crashed.released().build()))).toEqual([
      'createJob gho-1-ingest-2',
    ]);
  });

  it('does not end the run while pods of the failed attempt work', () => {
    const story = new Story();
    story.next();
    const rejected = ingest.failed('DataRejected', { exitCode: 65 });
    expect(succeededOf(story.withJobs(rejected.withActivePods().build()))).toBe('Unknown Stopping');
    expect(succeededOf(story.withJobs(rejected.build()))).toBe('False DataQualityFailed');
  });

  it('gives lost infrastructure another attempt, at once and then later each time, five times', () => {
    const story = new Story();
    story.next();
    const waits: (number | undefined)[] = [];
    for (const attempt of [1, 2, 3, 4, 5]) {
      const now = secondsAfterNoon(1_000 * attempt);
      const lost = makeObservedJob('ingest', attempt).failed('InfrastructureLost').released();
      waits.push(story.next({ now, jobs: [lost.build()] }).requeueAfterMs);
      const due = story.next({ now: secondsAfterNoon(1_000 * attempt + 80) });
      expect(actionsOf(due)).toEqual([`createJob gho-1-ingest-${attempt + 1}`]);
    }
    expect(waits).toEqual([undefined, 10_000, 20_000, 40_000, 80_000]);
    const end = story.withJobs(makeObservedJob('ingest', 6).failed('InfrastructureLost').build());
    expect(succeededOf(end)).toBe('False StageFailed');
    expect(end.status.stages?.[0]).toMatchObject({ interruptions: 6 });
    expect(end.status.stages?.[0]?.failures).toBeUndefined();
  });

  it('counts pods that the Job replaced as interruptions, free of charge up to the same bound', () => {
    const story = new Story();
    story.next();
    for (const time of [1, 2, 3, 4, 5]) {
      const lost = ingest.withLostPodOf(secondsAfterNoon(time)).build();
      const going = story.withJobs(lost);
      expect(stagesOf(going)).toBe('ingest:Running transform:Pending');
      expect(going.status.stages?.[0]).toMatchObject({ interruptions: time });
      expect(story.withJobs(lost).status).toEqual(going.status);
    }
    // The pods that were counted are gone meanwhile.
    expect(story.withJobs(ingest.build()).status.stages?.[0]).toMatchObject({ interruptions: 5 });
    const tooMany = story.withJobs(ingest.withLostPodOf(secondsAfterNoon(6)).build());
    expect(stagesOf(tooMany)).toBe('ingest:Failed transform:Skipped');
    expect(succeededOf(tooMany)).toBe('Unknown Stopping');
    expect(actionsOf(tooMany)).toEqual(['deleteJob gho-1-ingest-1']);
    const end = story.withJobs();
    expect(succeededOf(end)).toBe('False StageFailed');
    expect(end.status.conditions?.[0]?.message).toContain('lost 6 times');
    expect(end.status.stages?.[0]?.failures).toBeUndefined();
  });

  it('does not start another attempt while the Job may still start shards', () => {
    const retry = { limit: 1, backoffSeconds: 0, factor: 1, maxBackoffSeconds: 0 };
    const pipeline = resolved(makePipeline().withStage('ingest', { retry, shards: 3 }).build());
    const story = new Story({ pipeline });
    story.next();
    const crashed = ingest.failed('StageCrashed');
    const waiting = story.withJobs(crashed.mayStartPods().unfinished().build());
    expect(actionsOf(waiting)).not.toContain('createJob gho-1-ingest-2');
    expect(actionsOf(story.withJobs(crashed.released().build()))).toEqual([
      'createJob gho-1-ingest-2',
    ]);
  });

  // Deleted by somebody, or without the hold that would keep it until its outcome is recorded.
  it.each([
    ['deleted', ingest.deleting()],
    ['let go', ingest.released()],
  ])('takes a Job that was %s and is gone for lost, not for never created', (_how, going) => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.build());
    story.withJobs(going.build());
    const lost = story.withJobs();
    expect(actionsOf(lost)).toEqual(['createJob gho-1-ingest-2']);
    expect(lost.status.stages?.[0]?.attempts?.[0]).toMatchObject({
      state: 'Interrupted',
      reason: 'JobDeleted',
    });
  });

  it('does not take a Job that was created again for the one that was lost', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.deleting().build());
    const again = ingest.withUid('another').build();
    const lost = story.withJobs(again);
    expect(lost.status.stages?.[0]).toMatchObject({ state: 'Retrying', reason: 'JobDeleted' });
    expect(actionsOf(lost)).toEqual(['deleteJob gho-1-ingest-1']);
    expect(actionsOf(story.withJobs())).toEqual(['createJob gho-1-ingest-2']);
  });

  it('lets a Job that somebody deletes go once its pods ended', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.build());
    expect(story.withJobs(ingest.deleting().build()).actions).toEqual([]);
    const quiet = story.withJobs(ingest.deleting().withActivePods(false).build());
    expect(actionsOf(quiet)).toEqual(['releaseJob gho-1-ingest-1']);
  });

  it('fails a stage whose reference has no value, by the name of the reference', () => {
    const pipeline = makePipeline()
      .withStage('ingest')
      .withStage('transform', { args: ['$(stages.ingest.outputs.rawPrefix)'] });
    const story = new Story({ pipeline: resolved(pipeline.build()) });
    story.next();
    const end = story.withJobs(ingest.succeeded().released().build());
    expect(succeededOf(end)).toBe('False InvalidConfiguration');
    expect(end.status.conditions?.[0]?.message).toContain('$(stages.ingest.outputs.rawPrefix)');
    expect(end.actions).toEqual([]);
  });

  it('refuses outputs that do not fit into the status', () => {
    const story = new Story();
    story.next();
    const outputs = ['a', 'b', 'c'].map((name) => ({ name, value: 'x'.repeat(1_000) }));
    const end = story.withJobs(ingest.succeeded({ outputs }).build());
    expect(succeededOf(end)).toBe('False InvalidConfiguration');
  });

  it('ends the run where somebody else has the name of a Job', () => {
    const story = new Story();
    story.next();
    const end = story.next({ foreignJobNames: ['gho-1-ingest-1'] });
    expect(succeededOf(end)).toBe('False NameConflict');
    expect(end.actions).toEqual([]);
  });
});
