import { describe, expect, it } from '@jest/globals';
import { plan } from './plan.ts';
import { changesNothing } from './same.ts';
import {
  actionsOf,
  makeFacts,
  makeObservedJob,
  makePipeline,
  makeRun,
  resolved,
  stagesOf,
  Story,
  succeededOf,
} from './testing/index.ts';

const ingest = makeObservedJob('ingest');
const transform = makeObservedJob('transform');

describe('plan: from start to success', () => {
  it('accepts the run and starts the first stage', () => {
    const first = new Story().next();
    expect(stagesOf(first)).toBe('ingest:Running transform:Pending');
    expect(actionsOf(first)).toEqual(['createJob gho-1-ingest-1']);
    expect(succeededOf(first)).toBe('Unknown Running');
    expect(first.status).toMatchObject({ pipelineRevision: 'gho-5c7d9', progress: '0/2' });
    expect(first.events.map(({ reason }) => reason)).toEqual(['RunAccepted', 'StageStarted']);
  });

  it('creates the Job again as long as nobody has seen it', () => {
    const story = new Story();
    story.next();
    expect(actionsOf(story.next())).toEqual(['createJob gho-1-ingest-1']);
    expect(story.next().events).toEqual([]);
  });

  it('writes and does nothing while the Job works', () => {
    const story = new Story();
    story.next();
    const facts = { ...story.facts, jobs: [ingest.build()] };
    expect(changesNothing(facts, plan(facts))).toBe(true);
  });

  it('notes the uid of a Job that may go, then has nothing to do', () => {
    const story = new Story();
    story.next();
    const seen = story.withJobs(ingest.deleting().build());
    expect(seen.status.stages?.[0]?.attempts?.[0]?.jobUID).toBe('uid-ingest-1');
    const facts = story.facts;
    expect(changesNothing(facts, plan(facts))).toBe(true);
  });

  it('keeps the uid of the Job that decided an attempt', () => {
    const story = new Story();
    story.next();
    const ended = story.withJobs(ingest.succeeded().build());
    expect(ended.status.stages?.[0]?.attempts?.[0]?.jobUID).toBe('uid-ingest-1');
  });

  it('ends a stage and starts the next in one write, then releases the Job', () => {
    const story = new Story();
    story.next();
    const handOver = story.withJobs(ingest.succeeded().build());
    expect(stagesOf(handOver)).toBe('ingest:Succeeded transform:Running');
    expect(actionsOf(handOver)).toEqual([
      'releaseJob gho-1-ingest-1',
      'createJob gho-1-transform-1',
    ]);
    expect(handOver.events.map(({ reason }) => reason)).toEqual(['StageSucceeded', 'StageStarted']);
  });

  it('succeeds after the last stage', () => {
    const story = new Story();
    story.next();
    story.withJobs(ingest.succeeded().build());
    const end = story.withJobs(
      ingest.succeeded().released().build(),
      transform.succeeded().build(),
    );
    expect(succeededOf(end)).toBe('True Succeeded');
    expect(end.status).toMatchObject({ progress: '2/2', currentStage: 'transform' });
    expect(end.status.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'Succeeded=True',
      'Reconciling=False',
      'Stalled=False',
    ]);
    expect(end.requeueAfterMs).toBeUndefined();
  });

  it('never ends a stage before it began, though the kubelet cuts milliseconds', () => {
    const story = new Story({ now: '2026-06-01T12:00:00.900Z' });
    story.next();
    const done = story.withJobs(ingest.succeeded({}, '2026-06-01T12:00:00.000Z').build());
    expect(done.status.stages?.[0]?.finishedAt).toBe('2026-06-01T12:00:00.900Z');
  });

  it('hands outputs over to later stages', () => {
    const pipeline = makePipeline()
      .withStage('ingest')
      .withStage('transform', {
        env: [{ name: 'P', value: '$(stages.ingest.outputs.rawPrefix)' }],
      });
    const story = new Story({ pipeline: resolved(pipeline.build()) });
    story.next();
    const outputs = [{ name: 'rawPrefix', value: 'raw/gho/' }];
    const handOver = story.withJobs(ingest.succeeded({ outputs }).build());
    expect(handOver.actions.at(-1)).toMatchObject({ env: [{ name: 'P', value: 'raw/gho/' }] });
  });
});

describe('plan: refusal and waiting before the start', () => {
  it('waits for a Pipeline that does not exist, and starts when it does', () => {
    const story = new Story({
      pipeline: { kind: 'Missing', message: 'Pipeline gho does not exist' },
    });
    const waiting = story.next();
    expect(succeededOf(waiting)).toBe('Unknown PipelineNotFound');
    expect(waiting.status.waiting).toMatchObject({ reason: 'PipelineNotFound', on: 'gho' });
    expect(actionsOf(story.next({ pipeline: makeFacts().pipeline }))).toHaveLength(1);
  });

  it('refuses wrong parameters, all at once and without any Job', () => {
    const run = makeRun().withParameter('a', '1').withParameter('b', '2').build();
    const refused = plan(makeFacts({ run }));
    expect(succeededOf(refused)).toBe('False InvalidParameters');
    expect(refused.status.conditions?.[0]?.message).toMatch(/parameter a .*; parameter b /);
    expect(stagesOf(refused)).toBe('ingest:Skipped transform:Skipped');
    expect(refused.actions).toEqual([]);
  });

  it('refuses a Pipeline with references that can never have a value', () => {
    const pipeline = makePipeline()
      .withStage('ingest', { args: ['$(parameters.nope)'] })
      .build();
    const refused = plan(makeFacts({ pipeline: resolved(pipeline) }));
    expect(succeededOf(refused)).toBe('False InvalidPipeline');
    expect(refused.status.conditions?.[0]?.message).toMatch(/^spec\.stages\[0\]\.args\[0\]: /);
  });

  it('does not end a run that was accepted by older rules', () => {
    const story = new Story();
    story.next();
    const run = { ...makeRun().withParameter('unknown', 'x').build() };
    expect(succeededOf(story.next({ run }))).toBe('Unknown Running');
  });

  it('ends a run that was cancelled before it started', () => {
    const ended = plan(makeFacts({ run: makeRun().cancelled().build() }));
    expect(succeededOf(ended)).toBe('False Cancelled');
    expect(ended.actions).toEqual([]);
  });
});
