import { describe, expect, it } from '@jest/globals';
import { bounds } from './bounds.ts';
import { remember } from './memory.ts';
import type { Ended } from './types.ts';

function entry(run: string, minute: number, fields: Partial<Ended> = {}): Ended {
  const finishedAt = new Date(Date.UTC(2026, 5, 1, 0, minute)).toISOString();
  return { run, uid: `uid-of-${run}`, outcome: 'Succeeded', finishedAt, ...fields };
}

function runsOf(ended: readonly Ended[]): string {
  return ended.map(({ run, removed }) => (removed === true ? `${run}!` : run)).join(' ');
}

describe('remember', () => {
  it('orders by end, whatever the order in which it hears of it', () => {
    const stored = [entry('b', 2, { partition: 'y' })];
    expect(runsOf(remember(stored, [entry('a', 1, { partition: 'x' })]))).toBe('a b');
  });

  it('has one run for each partition, the latest', () => {
    const stored = [entry('a', 1, { partition: 'x' }), entry('b', 2, { partition: 'y' })];
    expect(runsOf(remember(stored, [entry('c', 3, { partition: 'x' })]))).toBe('b c');
  });

  it('keeps a removed run for its name when its partition was made again', () => {
    const stored = [entry('a', 1, { partition: 'x', removed: true })];
    expect(runsOf(remember(stored, [entry('b', 2, { partition: 'x' })]))).toBe('a! b');
  });

  it('has one run for each removed name, the latest', () => {
    const stored = [entry('a', 1, { removed: true })];
    const again = entry('a', 2, { uid: 'uid-2', removed: true });
    expect(remember(stored, [again])).toEqual([again]);
  });

  it('does not forget a partition with a removed name', () => {
    const stored = [entry('a', 1, { partition: 'x', removed: true })];
    const again = entry('a', 2, { uid: 'uid-2', partition: 'y', removed: true });
    const want = [entry('a', 1, { partition: 'x' }), again];
    expect(remember(stored, [again])).toEqual(want);
  });

  it('a failed run that was removed does not hide who made the partition', () => {
    const stored = [entry('a', 1, { partition: 'x' })];
    const failed = entry('b', 2, { partition: 'x', outcome: 'Failed', removed: true });
    expect(runsOf(remember(stored, [failed]))).toBe('a b!');
  });

  it('has each run once, and what was removed stays removed', () => {
    const stored = [entry('a', 1, { removed: true })];
    expect(remember(stored, [entry('a', 1, { partition: 'x' })])).toEqual([
      entry('a', 1, { partition: 'x', removed: true }),
    ]);
  });

  it('drops what says nothing', () => {
    const failed = entry('b', 2, { partition: 'x', outcome: 'Failed' });
    expect(remember([entry('a', 1), failed], [])).toEqual([]);
  });

  it('forgets the oldest beyond a thousand', () => {
    const stored = Array.from({ length: 1_002 }, (_, index) =>
      entry(`run-${index}`, index, { removed: true }),
    );
    const ended = remember(stored, []);
    expect([ended.length, ended[0]?.run]).toEqual([1_000, 'run-2']);
  });

  it('forgets the oldest when partitions are so long that the status would grow too large', () => {
    const stored = Array.from({ length: 1_000 }, (_, index) =>
      entry(`run-${index}`, index, { partition: `${index}-${'é'.repeat(500)}` }),
    );
    const ended = remember(stored, []);
    const bytes = new TextEncoder().encode(JSON.stringify(ended)).length;
    expect(bytes).toBeLessThanOrEqual(bounds.endedBytes + 2);
    expect(bytes).toBeGreaterThan(bounds.endedBytes - 2_000);
    expect(ended.at(-1)?.run).toBe('run-999');
  });

  it('a thousand runs with dates as partitions fit', () => {
    const stored = Array.from({ length: 1_000 }, (_, index) => {
      const uid = '5f0c1f9e-0000-4000-8000-000000000003';
      const fields = { uid: `${uid}${index}`, partition: `2026-06-01-${index}`, removed: true };
      return entry(`life-expectancy-nightly-${index}`, index, fields);
    });
    expect(remember(stored, [])).toHaveLength(1_000);
  });
});
