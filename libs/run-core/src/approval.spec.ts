import { describe, expect, it } from '@jest/globals';
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

const approval = { message: 'read the quality report', expiresAfterSeconds: 60 };
const pipeline = resolved(
  makePipeline().withStage('ingest').withStage('publish', { approval }).build(),
);
const ingest = makeObservedJob('ingest').succeeded().released().build();

/** A run whose stage `publish` could start but for the approval. */
function asked(): Story {
  const story = new Story({ pipeline });
  story.next();
  story.withJobs(ingest);
  return story;
}

describe('a stage that waits for an approval', () => {
  it('says so, and what to look at, and until when', () => {
    const waiting = asked().next();
    expect(stagesOf(waiting)).toBe('ingest:Succeeded publish:Pending');
    expect(succeededOf(waiting)).toBe('Unknown AwaitingApproval');
    expect(waiting.actions).toEqual([]);
    expect(waiting.requeueAfterMs).toBe(60_000);
    expect(waiting.status.waiting).toEqual({
      reason: 'Approval',
      on: 'publish',
      since: noon,
      until: secondsAfterNoon(60),
      message: 'read the quality report',
    });
  });

  it('does not ask before the stages before it succeeded', () => {
    const first = new Story({ pipeline }).next();
    expect(first.status.stages?.[1]).toEqual({ name: 'publish', state: 'Pending' });
  });

  it('starts when it is approved, and keeps who did it, why and when', () => {
    const story = asked();
    const now = secondsAfterNoon(30);
    const started = story.next({ run: makeRun().approving('publish').build(), now });
    expect(actionsOf(started)).toEqual(['createJob gho-1-publish-1']);
    const publish = started.status.stages?.[1];
    expect(publish?.approval).toEqual({
      requestedAt: noon,
      decision: 'Approved',
      by: 'ada',
      reason: 'looked at the report',
      decidedAt: now,
    });
    expect(started.events.map(({ reason }) => reason)).toContain('StageApproved');
    // The second attempt is part of what was approved.
    const crashed = makeObservedJob('publish').failed('StageCrashed').released().build();
    story.withJobs(crashed);
    const again = story.next({ now: secondsAfterNoon(90) });
    expect(actionsOf(again)).toEqual(['createJob gho-1-publish-2']);
    expect(again.status.stages?.[1]?.approval).toEqual(publish?.approval);
  });

  it('ends the run when it is refused', () => {
    const story = asked();
    const end = story.next({ run: makeRun().approving('publish', 'Refused').build() });
    expect(succeededOf(end)).toBe('False ApprovalRefused');
    expect(end.status.conditions?.[0]?.message).toContain('refused by ada: looked at the report');
    expect(end.actions).toEqual([]);
  });

  it('ends the run when nobody decides in time', () => {
    const story = asked();
    const end = story.next({ now: secondsAfterNoon(60) });
    expect(succeededOf(end)).toBe('False ApprovalExpired');
    expect(end.status.stages?.[1]).toMatchObject({
      state: 'Failed',
      approval: { decision: 'Expired', decidedAt: secondsAfterNoon(60) },
    });
    const late = story.next({ run: makeRun().approving('publish').build() });
    expect(succeededOf(late)).toBe('False ApprovalExpired');
    expect(late.actions).toEqual([]);
  });

  it('takes an approval that was given beforehand', () => {
    const story = new Story({ pipeline, run: makeRun().approving('publish').build() });
    story.next();
    expect(actionsOf(story.withJobs(ingest))).toEqual(['createJob gho-1-publish-1']);
  });

  it('is not moved by a decision about another stage', () => {
    const story = asked();
    const waiting = story.next({ run: makeRun().approving('ingest').build() });
    expect(stagesOf(waiting)).toBe('ingest:Succeeded publish:Pending');
  });

  it('trusts no decision while nobody vouches for who took it', () => {
    const story = asked();
    const run = makeRun().approving('publish').build();
    const waiting = story.next({ run, trustsApprovals: false });
    expect(stagesOf(waiting)).toBe('ingest:Succeeded publish:Pending');
    expect(waiting.status.waiting?.message).toContain('the admission policy');
    expect(actionsOf(story.next({ trustsApprovals: true }))).toEqual(['createJob gho-1-publish-1']);
  });

  it('can be cancelled and suspended', () => {
    const cancelled = asked().next({ run: makeRun().cancelled().build() });
    expect(succeededOf(cancelled)).toBe('False Cancelled');
    const story = asked();
    const run = makeRun().suspended().approving('publish').build();
    expect(succeededOf(story.next({ run }))).toBe('Unknown Suspended');
    const going = story.next({ run: makeRun().approving('publish').build() });
    expect(actionsOf(going)).toEqual(['createJob gho-1-publish-1']);
  });
});
