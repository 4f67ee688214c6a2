import { describe, expect, it } from '@jest/globals';
import type { ObservedJob } from './facts.ts';
import type { Plan } from './plan-types.ts';
import {
  actionsOf,
  makeObservedJob,
  makePipeline,
  makeRun,
  resolved,
  secondsAfterNoon,
  stagesOf,
  Story,
  succeededOf,
} from './testing/index.ts';

const report = {
  when: 'Finally',
  args: ['$(run.outcome) $(run.reason) $(run.failedStage)'],
} as const;
const pipeline = resolved(
  makePipeline()
    .withStage('ingest')
    .withStage('transform')
    .withStage('report', {
      ...report,
      env: [{ name: 'KEY', value: '$(stages.ingest.outputs.key)' }],
    })
    .withStage('clean', { when: 'Finally' })
    .build(),
);
const ingest = makeObservedJob('ingest').released();
const transform = makeObservedJob('transform').released();
const reporting = makeObservedJob('report').released();
const cleaning = makeObservedJob('clean').released();
const key = { outputs: [{ name: 'key', value: 'raw/1' }] };

function createdBy({ actions }: Plan): object | undefined {
  return actions.find(({ verb }) => verb === 'createJob');
}

/** Plays the stages that run Finally to a good end. */
function finish(story: Story, ...before: readonly ObservedJob[]): Plan {
  story.withJobs(...before, reporting.succeeded().build());
  return story.withJobs(...before, reporting.succeeded().build(), cleaning.succeeded().build());
}

describe('stages that run Finally', () => {
  it('follow a success in their order, and are told of it', () => {
    const story = new Story({ pipeline });
    story.next();
    story.withJobs(ingest.succeeded(key).build());
    const jobs = [ingest.succeeded(key).build(), transform.succeeded().build()];
    const first = story.withJobs(...jobs);
    expect(stagesOf(first)).toBe(
      'ingest:Succeeded transform:Succeeded report:Running clean:Pending',
    );
    expect(succeededOf(first)).toBe('Unknown Finishing');
    expect(first.status).toMatchObject({ progress: '2/2', currentStage: 'report' });
    expect(createdBy(first)).toMatchObject({
      outcome: { outcome: 'Succeeded', reason: 'Succeeded', failedStage: '' },
      args: ['Succeeded Succeeded '],
      env: [{ name: 'KEY', value: 'raw/1' }],
    });
    const end = finish(story, ...jobs);
    expect(succeededOf(end)).toBe('True Succeeded');
    expect(end.status.finishedAt).toBeDefined();
  });

  it('follow a failure, with what failed, and without outputs that nobody gave', () => {
    const story = new Story({ pipeline });
    story.next();
    const failed = ingest.failed('DataRejected', { exitCode: 65 }).build();
    const first = story.withJobs(failed);
    expect(stagesOf(first)).toBe('ingest:Failed transform:Skipped report:Running clean:Pending');
    expect(succeededOf(first)).toBe('Unknown Finishing');
    expect(first.status.finishedAt).toBeUndefined();
    expect(createdBy(first)).toMatchObject({
      outcome: { outcome: 'Failed', reason: 'DataQualityFailed', failedStage: 'ingest' },
      args: ['Failed DataQualityFailed ingest'],
      env: [{ name: 'KEY', value: '' }],
    });
    const end = finish(story, failed);
    expect(succeededOf(end)).toBe('False DataQualityFailed');
    expect(end.status.currentStage).toBe('ingest');
  });

  it('follow a graceful cancel, but not an immediate one', () => {
    const story = new Story({ pipeline });
    story.next();
    story.withJobs(ingest.build());
    const stopping = story.next({ run: makeRun().cancelled().build() });
    expect(actionsOf(stopping)).toEqual(['deleteJob gho-1-ingest-1']);
    expect(succeededOf(stopping)).toBe('Unknown Stopping');
    const first = story.withJobs();
    expect(stagesOf(first)).toBe('ingest:Cancelled transform:Skipped report:Running clean:Pending');
    expect(createdBy(first)).toMatchObject({ outcome: { outcome: 'Cancelled' } });
    const harder = story.next({
      run: makeRun().cancelled('Immediate').build(),
      jobs: [reporting.build()],
    });
    expect(actionsOf(harder)).toEqual(['deleteJob gho-1-report-1', 'stopPods gho-1-report-1']);
    // Asked for as long as pods work: they had more time when they were deleted first.
    const again = story.withJobs(reporting.deleting().build());
    expect(actionsOf(again)).toEqual(['stopPods gho-1-report-1']);
    const end = story.withJobs();
    expect(stagesOf(end)).toBe('ingest:Cancelled transform:Skipped report:Cancelled clean:Skipped');
    expect(succeededOf(end)).toBe('False Cancelled');
  });

  it('follow a run that took too long, whose timeout does not concern them', () => {
    const run = makeRun().withTimeoutSeconds(60).build();
    const story = new Story({ pipeline, run });
    story.next();
    story.withJobs(ingest.build());
    story.next({ now: secondsAfterNoon(61) });
    const first = story.withJobs();
    expect(stagesOf(first)).toBe('ingest:TimedOut transform:Skipped report:Running clean:Pending');
    expect(createdBy(first)).toMatchObject({ outcome: { outcome: 'TimedOut' } });
    expect(succeededOf(finish(story))).toBe('False RunTimedOut');
  });

  it('follow each other although one of them fails, which fails a run that had succeeded', () => {
    const story = new Story({ pipeline });
    story.next();
    story.withJobs(ingest.succeeded(key).build());
    const jobs = [ingest.succeeded(key).build(), transform.succeeded().build()];
    story.withJobs(...jobs);
    const broken = reporting.failed('ConfigurationInvalid', { exitCode: 78 }).build();
    const second = story.withJobs(...jobs, broken);
    expect(actionsOf(second)).toEqual(['createJob gho-1-clean-1']);
    const end = story.withJobs(...jobs, broken, cleaning.succeeded().build());
    expect(succeededOf(end)).toBe('False InvalidConfiguration');
    expect(end.status.conditions?.[0]?.message).toContain('stage report');
  });

  it('do not cover up what failed before them', () => {
    const story = new Story({ pipeline });
    story.next();
    const failed = ingest.failed('DataRejected', { exitCode: 65 }).build();
    story.withJobs(failed);
    const broken = reporting.failed('ConfigurationInvalid', { exitCode: 78 }).build();
    story.withJobs(failed, broken);
    const end = story.withJobs(failed, broken, cleaning.succeeded().build());
    expect(succeededOf(end)).toBe('False DataQualityFailed');
  });

  it('do not run for a run that never started', () => {
    const story = new Story({ pipeline, run: makeRun().cancelled().build() });
    const end = story.next();
    expect(succeededOf(end)).toBe('False Cancelled');
    expect(stagesOf(end)).toBe('ingest:Skipped transform:Skipped report:Skipped clean:Skipped');
  });

  it('wait while the run is suspended', () => {
    const story = new Story({ pipeline });
    story.next();
    const failed = ingest.failed('DataRejected', { exitCode: 65 }).build();
    const suspended = story.next({ run: makeRun().suspended().build(), jobs: [failed] });
    expect(stagesOf(suspended)).toBe(
      'ingest:Failed transform:Skipped report:Pending clean:Pending',
    );
    expect(actionsOf(suspended)).toEqual([]);
    expect(actionsOf(story.next({ run: makeRun().build() }))).toEqual(['createJob gho-1-report-1']);
  });

  it('alone know the outcome', () => {
    const wrong = makePipeline().withStage('ingest', { args: ['$(run.outcome)'] });
    const end = new Story({ pipeline: resolved(wrong.build()) }).next();
    expect(succeededOf(end)).toBe('False InvalidPipeline');
    expect(end.status.conditions?.[0]?.message).toContain(
      'spec.stages[0].args[0]: $(run.outcome) is known only in a stage that runs Finally',
    );
  });

  it.each([
    ['is cancelled', makeRun().cancelled(), 'Cancelled'],
    ['runs out of time', makeRun().withTimeoutSeconds(1), 'RunTimedOut'],
  ])('do not start without the frozen Pipeline, also where a run %s', (_, run, reason) => {
    const story = new Story({ pipeline });
    story.next();
    const lost = { kind: 'Missing', message: 'revision gho-5c7d9 does not exist' } as const;
    const end = story.next({ pipeline: lost, run: run.build(), now: secondsAfterNoon(9) });
    expect(stagesOf(end)).toMatch(/transform:Skipped report:Skipped clean:Skipped$/);
    expect(succeededOf(end)).toBe(`False ${reason}`);
  });
});
