import { describe, expect, it } from '@jest/globals';
import type { Blockage } from './facts.ts';
import {
  actionsOf,
  makeObservedJob,
  makePipeline,
  makeRun,
  noon,
  resolved,
  secondsAfterNoon,
  stagesOf,
  Story,
  succeededOf,
} from './testing/index.ts';

const pipeline = resolved(
  makePipeline().withStage('ingest', { pendingTimeoutSeconds: 60 }).withStage('transform').build(),
);
const blocked: Blockage = {
  reason: 'ImagePull',
  on: 'example.org/ingest:1',
  since: noon,
  message: 'not found',
};

describe('a pending deadline', () => {
  const classes = [
    ['ImagePull', 'Infrastructure'],
    ['Unschedulable', 'Infrastructure'],
    ['Quota', 'Infrastructure'],
    ['ContainerConfig', 'Configuration'],
  ] as const;
  for (const [reason, failureClass] of classes) {
    it(`ends a stage that waits for ${reason}, and says what for`, () => {
      const story = new Story({ pipeline });
      story.next();
      const job = makeObservedJob('ingest').blocked({ ...blocked, reason });
      const waiting = story.next({ jobs: [job.build()], now: secondsAfterNoon(59) });
      expect(stagesOf(waiting)).toBe('ingest:Running transform:Pending');
      expect(waiting.requeueAfterMs).toBe(1_000);
      const late = story.next({ now: secondsAfterNoon(60) });
      expect(stagesOf(late)).toBe('ingest:TimedOut transform:Skipped');
      expect(actionsOf(late)).toEqual(['deleteJob gho-1-ingest-1']);
      const end = story.withJobs();
      expect(succeededOf(end)).toBe('False PendingTimedOut');
      expect(end.status.conditions?.[0]?.message).toContain(
        'pendingTimeoutSeconds of 60 for example.org/ingest:1: not found',
      );
      expect(end.status.stages?.[0]?.attempts).toMatchObject([{ state: 'Failed', failureClass }]);
    });
  }

  it('ends a stage whose Job the API server does not take', () => {
    const story = new Story({ pipeline });
    story.next();
    const deniedJobs = [{ name: 'gho-1-ingest-1', since: noon, message: 'exceeded quota' }];
    const late = story.next({ deniedJobs, now: secondsAfterNoon(60) });
    expect(succeededOf(late)).toBe('False PendingTimedOut');
    expect(late.actions).toEqual([]);
  });

  it('does not end a stage that works, nor one without a deadline', () => {
    const story = new Story({ pipeline });
    story.next();
    story.next({ jobs: [makeObservedJob('ingest').build()], now: secondsAfterNoon(600) });
    expect(stagesOf(story.next())).toBe('ingest:Running transform:Pending');
    const other = new Story();
    other.next();
    const job = makeObservedJob('ingest').blocked(blocked).build();
    expect(stagesOf(other.next({ jobs: [job], now: secondsAfterNoon(9e6) }))).toBe(
      'ingest:Running transform:Pending',
    );
  });

  it('ends a run whose Pipeline does not come', () => {
    const missing = { kind: 'Missing', message: 'Pipeline gho does not exist' } as const;
    const run = makeRun().withPendingTimeoutSeconds(61).build();
    const story = new Story({ run, pipeline: missing });
    const waiting = story.next();
    expect(succeededOf(waiting)).toBe('Unknown PipelineNotFound');
    expect(waiting.requeueAfterMs).toBe(60_000);
    expect(succeededOf(story.next({ now: secondsAfterNoon(60) }))).toBe('False PendingTimedOut');
  });

  it('does not end a run that has started', () => {
    const run = makeRun().withPendingTimeoutSeconds(61).build();
    const story = new Story({ run });
    story.next();
    expect(succeededOf(story.next({ now: secondsAfterNoon(600) }))).toBe('Unknown Running');
  });
});
