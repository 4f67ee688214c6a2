import { describe, expect, it } from '@jest/globals';
import { ordinal, placeText } from './place.ts';
import { endedAs } from './testing/index.ts';
import { activeOf, PipelineStory, queueOf } from './testing/story.ts';

const partition = { parameter: 'date' };
const ended = endedAs('Succeeded', '2026-06-01T01:00:00Z');

describe('limit', () => {
  it('lets in as many as it allows, the oldest first, and the others as places come free', () => {
    const story = new PipelineStory({ concurrency: { limit: 2 } }).create('a', 'b', 'c', 'd');
    const plan = story.at('01:00:00');
    expect(activeOf(plan)).toEqual(['a', 'b']);
    expect(plan.admitted).toEqual(['a', 'b']);
    expect(plan.status.activeRuns).toBe(2);
    expect(queueOf(plan)).toEqual(['c ConcurrencyLimit gho', 'd ConcurrencyLimit gho']);
    expect(plan.queue.map((entry) => [entry.position, placeText(entry)])).toEqual([
      [1, '1st of 2 in the queue of Pipeline gho: 2 of 2 runs are under way'],
      [2, '2nd of 2 in the queue of Pipeline gho: 2 of 2 runs are under way'],
    ]);
    story.run('a', { state: 'Started' }).run('b', { ...ended });
    const next = story.at('01:01:00');
    expect(activeOf(next)).toEqual(['a', 'c']);
    expect(next.admitted).toEqual(['c']);
  });

  it('records when a run was let in, and does not touch it afterwards', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } }).create('a');
    story.at('01:00:00');
    expect(story.at('02:00:00').status).toEqual({
      activeRuns: 1,
      active: [{ run: 'a', uid: 'uid-of-a', since: '2026-06-01T01:00:00Z' }],
    });
  });

  it('takes nothing back when it shrinks, and lets nobody in until there are fewer', () => {
    const story = new PipelineStory({ concurrency: { limit: 3 } }).create('a', 'b', 'c', 'd');
    story.at('01:00:00');
    story.spec = { concurrency: { limit: 1 } };
    const plan = story.at('01:01:00');
    expect(activeOf(plan)).toEqual(['a', 'b', 'c']);
    expect(plan.queue.map(placeText)[0]).toContain('3 of 1 runs are under way');
    story.run('a', ended).run('b', ended);
    expect(activeOf(story.at('01:02:00'))).toEqual(['c']);
    story.run('c', ended);
    expect(activeOf(story.at('01:03:00'))).toEqual(['d']);
  });

  it('gives a place to runs that are at work without one, even beyond the limit', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } }).create('a', 'b', 'c');
    story.run('b', { state: 'Started' }).run('c', { state: 'Started' });
    const plan = story.at('01:00:00');
    expect(activeOf(plan)).toEqual(['b', 'c']);
    expect(plan.admitted).toEqual([]);
    expect(queueOf(plan)).toEqual(['a ConcurrencyLimit gho']);
  });

  it('a thousand runs are all that a status holds, with and without a limit', () => {
    const names = Array.from({ length: 1_002 }, (_, index) => `run-${index}`);
    const story = new PipelineStory({ partition });
    for (const name of names) story.run(name, { state: 'Started' });
    story.create('late');
    const plan = story.at('01:00:00');
    expect(activeOf(plan)).toHaveLength(1_000);
    expect(plan.status.activeRuns).toBe(1_000);
    expect(queueOf(plan)).toEqual(['late ConcurrencyLimit gho']);
  });
});

describe('order', () => {
  it('is priority, then age, then name', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } })
      .run('busy', { state: 'Started' })
      .run('old', { createdAt: '2026-05-01T00:00:00Z' })
      .run('b')
      .run('a')
      .run('urgent', { priority: 5, createdAt: '2026-06-01T00:30:00Z' })
      .run('low', { priority: -5, createdAt: '2026-04-01T00:00:00Z' });
    const names = story.at('01:00:00').queue.map(({ name }) => name);
    expect(names).toEqual(['urgent', 'old', 'a', 'b', 'low']);
  });

  it.each([
    ['held', { state: 'Held' }],
    ['being deleted', { deleting: true }],
    ['of mode Plan', { state: 'Held', isPlan: true }],
  ] as const)('a run that is %s is no candidate', (_, fields) => {
    const story = new PipelineStory({ concurrency: { limit: 1 } })
      .create('a', 'b')
      .run('a', fields);
    const plan = story.at('01:00:00');
    expect([activeOf(plan), plan.queue]).toEqual([['b'], []]);
  });

  it('a run that is held after it was let in keeps its place', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } }).create('a', 'b');
    story.at('01:00:00');
    story.run('a', { state: 'Held' });
    const plan = story.at('01:01:00');
    expect([activeOf(plan), plan.admitted]).toEqual([['a'], ['a']]);
  });
});

describe('partitions', () => {
  it('two runs of one are never under way, and they hold nobody else up', () => {
    const story = new PipelineStory({ partition, concurrency: { limit: 3 } })
      .create('a', 'b', 'c', 'd')
      .run('a', { partition: 'x' })
      .run('b', { partition: 'x' })
      .run('c', { partition: 'x' })
      .run('d', { partition: 'y' });
    const plan = story.at('01:00:00');
    expect(activeOf(plan)).toEqual(['a', 'd']);
    expect(plan.status.active?.map((entry) => entry.partition)).toEqual(['x', 'y']);
    expect(queueOf(plan)).toEqual(['b Partition a', 'c Partition a']);
    expect(plan.queue.map(placeText)[0]).toBe('run a makes partition x; 1st of 2 in the queue');
    // Failed, so the partition was not made.
    story.run('a', endedAs('Failed', '2026-06-01T01:00:00Z'));
    expect(activeOf(story.at('01:01:00'))).toEqual(['d', 'b']);
  });

  it('names the partition when the limit is in the way, too', () => {
    const story = new PipelineStory({ partition, concurrency: { limit: 1 } })
      .create('a', 'b', 'c')
      .run('a', { partition: 'x' })
      .run('b', { partition: 'x' })
      .run('c', { partition: 'y' });
    expect(queueOf(story.at('01:00:00'))).toEqual(['b Partition a', 'c ConcurrencyLimit gho']);
  });

  it('a forced run waits for the partition like any other', () => {
    const story = new PipelineStory({ partition })
      .create('a', 'b')
      .run('a', { partition: 'x' })
      .run('b', { partition: 'x', force: true });
    expect(queueOf(story.at('01:00:00'))).toEqual(['b Partition a']);
  });

  it('a run that was let in before there were partitions takes its own', () => {
    const story = new PipelineStory({ concurrency: { limit: 5 } }).create('a');
    story.at('01:00:00');
    story.spec = { ...story.spec, partition };
    story.run('a', { state: 'Started', partition: 'x' }).create('b').run('b', { partition: 'x' });
    expect(queueOf(story.at('01:01:00'))).toEqual(['b Partition a']);
  });

  it('the recorded partition counts, whatever its parameter means by now', () => {
    const story = new PipelineStory({ partition }).create('a').run('a', { partition: 'x' });
    story.at('01:00:00');
    story.run('a', { partition: 'y' }).create('b', 'c');
    story.run('b', { partition: 'x' }).run('c', { partition: 'y' });
    expect(queueOf(story.at('01:01:00'))).toEqual(['b Partition a']);
  });
});

describe('caches that lag', () => {
  it('a run that the cache does not show keeps its place until nothing of it works', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } }).create('a', 'b');
    story.at('01:00:00');
    story.forget('a');
    expect(activeOf(story.at('01:01:00'))).toEqual(['a']);
    story.gone.add('uid-of-a');
    expect(activeOf(story.at('01:02:00'))).toEqual(['b']);
  });

  it.each(['Waiting', 'Started'] as const)(
    'a run that is remembered gets no place again when the cache shows it as %s',
    (state) => {
      const story = new PipelineStory({ partition }).create('a').run('a', { partition: 'x' });
      story.at('01:00:00');
      story.run('a', ended);
      story.at('01:01:00');
      const plan = story.run('a', { state }).at('01:02:00');
      expect([activeOf(plan), plan.queue]).toEqual([[], []]);
    },
  );

  it('a run of which nothing works any more gets no place', () => {
    const story = new PipelineStory({ concurrency: { limit: 1 } }).run('a', { state: 'Started' });
    story.gone.add('uid-of-a');
    expect(activeOf(story.at('01:00:00'))).toEqual([]);
  });
});

it('a Pipeline that bounds nothing has no active runs and no queue', () => {
  const story = new PipelineStory({ concurrency: { limit: 1 } }).create('a', 'b');
  story.at('01:00:00');
  story.spec = { history: {} };
  const plan = story.at('01:01:00');
  expect([plan.status, plan.queue, plan.admitted]).toEqual([{}, [], []]);
});

it('counts like people', () => {
  const numbers = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].map(ordinal);
  expect(numbers.join(' ')).toBe('1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 103rd 111th');
});
