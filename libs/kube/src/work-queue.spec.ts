import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock, settle } from './testing/manual-clock.ts';
import type { WorkOutcome } from './work-queue.ts';
import { WorkQueue } from './work-queue.ts';

interface Piece {
  readonly key: string;
  readonly finish: (outcome: WorkOutcome) => void;
  readonly fail: () => void;
}

describe('WorkQueue', () => {
  let clock: ManualClock;
  let pieces: Piece[];
  let queue: WorkQueue;
  let retries: number;
  let urgent: Set<string>;

  beforeEach(() => {
    clock = new ManualClock();
    pieces = [];
    retries = 0;
    urgent = new Set();
    queue = new WorkQueue({
      workers: 2,
      clock,
      random: () => 0,
      isUrgent: (key) => urgent.has(key),
      observer: { retried: () => retries++ },
      work: async (key) => {
        const { promise, resolve, reject } = Promise.withResolvers<WorkOutcome>();
        pieces.push({
          key,
          finish: resolve,
          fail: () => {
            reject(new Error('work failed'));
          },
        });
        return promise;
      },
    });
    queue.start();
  });

  const keys = (): string[] => pieces.map((piece) => piece.key);

  async function finish(place: number, outcome: WorkOutcome = { kind: 'Done' }): Promise<void> {
    pieces[place]?.finish(outcome);
    await settle();
  }

  it('works on as many keys at once as there are workers, in order of arrival', async () => {
    for (const key of ['a', 'b', 'c']) queue.add(key);
    expect(keys()).toEqual(['a', 'b']);
    expect(queue.depth).toBe(1);
    await finish(0);
    expect(keys()).toEqual(['a', 'b', 'c']);
  });

  it('works on urgent keys before those that came earlier', async () => {
    urgent.add('d').add('e');
    for (const key of ['a', 'b', 'c', 'd', 'e']) queue.add(key);
    expect(queue.depth).toBe(3);
    for (const place of [0, 1, 2, 3]) await finish(place);
    expect(keys()).toEqual(['a', 'b', 'd', 'e', 'c']);
  });

  it('works earlier on a waiting key that has become urgent', async () => {
    for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
    urgent.add('d');
    queue.add('d');
    expect(queue.depth).toBe(2);
    for (const place of [0, 1, 2]) await finish(place);
    expect(keys()).toEqual(['a', 'b', 'd', 'c']);
  });

  it('keeps a waiting urgent key once', async () => {
    urgent.add('c');
    for (const key of ['a', 'b', 'c', 'c']) queue.add(key);
    for (const place of [0, 1, 2]) await finish(place);
    expect(keys()).toEqual(['a', 'b', 'c']);
  });

  it('keeps a waiting key once', async () => {
    for (const key of ['a', 'b', 'c', 'c', 'c']) queue.add(key);
    await finish(0);
    await finish(1);
    await finish(2);
    expect(keys()).toEqual(['a', 'b', 'c']);
  });

  it('works once more on a key that was added while it was worked on, never twice at a time', async () => {
    queue.add('a');
    queue.add('a');
    queue.add('a');
    expect(keys()).toEqual(['a']);
    await finish(0);
    expect(keys()).toEqual(['a', 'a']);
    await finish(1);
    expect(keys()).toEqual(['a', 'a']);
  });

  it('retries after delays that double up to a minute, and begins anew after success', async () => {
    queue.add('a');
    for (let turn = 0; turn < 16; turn++) {
      pieces.at(-1)?.fail();
      const waitMs = Math.min(60_000, 5 * 2 ** turn);
      await clock.advance(waitMs - 1);
      expect(pieces).toHaveLength(turn + 1);
      await clock.advance(1);
      expect(pieces).toHaveLength(turn + 2);
    }
    expect(retries).toBe(16);
    await finish(16);
    queue.add('a');
    await finish(17, { kind: 'Retry' });
    await clock.advance(5);
    expect(pieces).toHaveLength(19);
  });

  it('does not let a failing key delay the others', async () => {
    queue.add('poison');
    await finish(0, { kind: 'Retry' });
    queue.add('good');
    expect(keys()).toEqual(['poison', 'good']);
  });

  it('comes back after requeueAfter', async () => {
    queue.add('a');
    await finish(0, { kind: 'Done', requeueAfterMs: 1000 });
    await clock.advance(999);
    expect(pieces).toHaveLength(1);
    await clock.advance(1);
    expect(pieces).toHaveLength(2);
  });

  it('leaves a key alone while the server does not want to hear of it', async () => {
    queue.add('a');
    queue.add('a');
    await finish(0, { kind: 'Hold', afterMs: 1000 });
    queue.add('a');
    queue.addAfter('a', 100);
    queue.add('b');
    await clock.advance(999);
    expect(keys()).toEqual(['a', 'b']);
    await clock.advance(1);
    expect(keys()).toEqual(['a', 'b', 'a']);
    await finish(2);
    await clock.advance(10_000);
    expect(keys()).toEqual(['a', 'b', 'a']);
  });

  it('keeps a key that was to be left alone when it is stopped', async () => {
    queue.add('a');
    const stopping = queue.stop();
    await finish(0, { kind: 'Hold', afterMs: 1000 });
    await stopping;
    queue.start();
    expect(keys()).toEqual(['a', 'a']);
  });

  it('takes the earliest of several times', async () => {
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 900);
    await clock.advance(100);
    expect(keys()).toEqual(['a']);
    await finish(0);
    await clock.advance(10_000);
    expect(keys()).toEqual(['a']);
  });

  it('keeps keys while it is stopped, and waits for work under way', async () => {
    queue.add('a');
    let stopped = false;
    const stopping = queue.stop().then(() => {
      stopped = true;
    });
    queue.add('b');
    await settle();
    expect(stopped).toBe(false);
    await finish(0, { kind: 'Retry' });
    await stopping;
    expect(keys()).toEqual(['a']);
    queue.start();
    expect(keys().slice(1).sort()).toEqual(['a', 'b']);
  });
});
