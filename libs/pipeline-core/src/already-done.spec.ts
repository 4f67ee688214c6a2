import { describe, expect, it } from '@jest/globals';
import { endedAs, makeObservedRun, makePipeline } from './testing/index.ts';
import { activeOf, endedOf, PipelineStory } from './testing/story.ts';
import { hasLedger, turnOf } from './turn.ts';

const partition = { parameter: 'date' };
const finishedAt = '2026-06-01T01:00:00Z';
const made = {
  run: 'a',
  uid: 'uid-of-a',
  partition: 'x',
  outcome: 'Succeeded',
  finishedAt,
} as const;
const removed = { run: 'a', uid: 'uid-1', outcome: 'Failed', finishedAt, removed: true } as const;
const since = '2026-06-01T00:00:00Z';

describe('a partition that was made', () => {
  it('is remembered and not made again', () => {
    const story = new PipelineStory({ partition })
      .create('a', 'b')
      .run('a', { partition: 'x' })
      .run('b', { partition: 'x' });
    story.at('00:30:00');
    story.run('a', endedAs('Succeeded', finishedAt));
    const plan = story.at('01:00:01');
    expect([activeOf(plan), plan.queue, endedOf(plan)]).toEqual([[], [], ['a x Succeeded']]);
    expect(plan.alreadyDone).toEqual(['b']);
    const run = makeObservedRun('b', { partition: 'x' });
    expect(turnOf(makePipeline({ partition }, plan.status), run, undefined)).toEqual({
      kind: 'AlreadyDone',
      outcome: 'Succeeded',
      message: `run a made partition x (succeeded at ${finishedAt}); set spec.force to make it again`,
    });
  });

  it.each([
    ['another partition', { partition: 'y' }],
    ['no partition', {}],
    ['force', { partition: 'x', force: true }],
  ] as const)('lets in a run with %s', (_, fields) => {
    const story = new PipelineStory({ partition }, { ended: [made] }).create('b').run('b', fields);
    expect(activeOf(story.at('01:00:00'))).toEqual(['b']);
  });

  it('is of no concern to a Pipeline that has no partitions any more', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } }, { ended: [made] });
    story.create('b').run('b', { partition: 'x' });
    expect(activeOf(story.at('01:00:00'))).toEqual(['b']);
  });

  it.each([
    ['failed', { outcome: 'Failed', finishedAt, isDuplicate: false }],
    ['was a duplicate', { outcome: 'Succeeded', finishedAt, isDuplicate: true }],
  ] as const)('is not remembered of a run that %s', (_, end) => {
    const story = new PipelineStory({ partition }).create('a').run('a', { partition: 'x' });
    story.at('00:30:00');
    expect(endedOf(story.run('a', { state: 'Ended', end }).at('01:00:01'))).toEqual([]);
  });

  it('is not remembered of a run that had no place: what it would make now it may not have made', () => {
    const story = new PipelineStory({ partition });
    story.run('a', { partition: 'x', ...endedAs('Succeeded', finishedAt) });
    expect(endedOf(story.at('01:00:01'))).toEqual([]);
  });
});

describe('a run that history removed', () => {
  it('does not run again when it is applied again', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } }, { ended: [removed] });
    const plan = story.create('a', 'b').at('02:00:00');
    expect([activeOf(plan), plan.queue]).toEqual([['b'], []]);
    expect(turnOf(makePipeline({}, plan.status), makeObservedRun('a'), undefined)).toEqual({
      kind: 'AlreadyDone',
      outcome: 'Failed',
      message: `run a was removed by history (failed at ${finishedAt}); set spec.force to make it again`,
    });
  });

  it('is told to end, also where the Pipeline bounds nothing', () => {
    const plan = new PipelineStory({ history: {} }, { ended: [removed] })
      .create('a')
      .at('02:00:00');
    expect(plan.alreadyDone).toEqual(['a']);
  });

  it('runs again when it is forced', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } }, { ended: [removed] });
    const plan = story.create('a').run('a', { force: true }).at('02:00:00');
    expect(activeOf(plan)).toEqual(['a']);
  });
});

describe('turnOf', () => {
  const run = makeObservedRun('b', { partition: 'x' });
  const gated = { concurrency: { limit: 1 }, partition };

  it('is open where the Pipeline bounds nothing, also with a history', () => {
    expect(turnOf(makePipeline(), run, undefined)).toEqual({ kind: 'Open' });
    expect(turnOf(makePipeline({ history: {} }), run, undefined)).toEqual({ kind: 'Open' });
  });

  it('is undecided until the ledger or the queue knows the run', () => {
    expect(turnOf(makePipeline(gated), run, undefined)).toEqual({ kind: 'Undecided' });
  });

  it('lets in whom the ledger lets in, whatever else it remembers', () => {
    const active = [{ run: 'b', uid: run.uid, partition: 'x', since }];
    const pipeline = makePipeline(gated, { active, ended: [made] });
    expect(turnOf(pipeline, run, undefined)).toEqual({ kind: 'Admitted', partition: 'x' });
  });

  it.each([
    ['removed', { removed: true }],
    ['made its partition', {}],
  ])('knows a run that %s from another', (_, fields) => {
    const ended = [{ ...made, run: 'b', uid: run.uid, ...fields }];
    expect(turnOf(makePipeline(gated, { ended }), run, undefined)).toEqual({ kind: 'Undecided' });
  });

  it('does not let in a new run of the same name', () => {
    const pipeline = makePipeline(gated, { active: [{ run: 'b', uid: 'another', since }] });
    expect(turnOf(pipeline, run, undefined)).toEqual({ kind: 'Undecided' });
  });

  it('shows the place in the queue', () => {
    const plan = new PipelineStory(gated).create('a', 'b').at('01:00:00');
    const turn = turnOf(makePipeline(gated, plan.status), run, plan.queue[0]);
    const message = '1st of 1 in the queue of Pipeline gho: 1 of 1 runs are under way';
    const want = { kind: 'Queued', reason: 'ConcurrencyLimit', on: 'gho', position: 1, message };
    expect(turn).toEqual(want);
  });
});

describe('hasLedger', () => {
  it.each([
    [{}, undefined, false],
    [{}, {}, false],
    [{ concurrency: { limit: 1 } }, undefined, true],
    [{ partition }, undefined, true],
    [{ history: {} }, undefined, true],
    // What a Pipeline that no longer bounds anything left behind.
    [{}, { activeRuns: 0 }, true],
    [{}, { ended: [removed] }, true],
  ] as const)('of spec %j and status %j is %s', (spec, status, want) => {
    expect(hasLedger(makePipeline(spec, status))).toBe(want);
  });

  it('is false after the last decision about a Pipeline that no longer bounds anything', () => {
    const plan = new PipelineStory({}, { activeRuns: 0 }).at('01:00:00');
    expect(hasLedger(makePipeline({}, plan.status))).toBe(false);
  });
});
