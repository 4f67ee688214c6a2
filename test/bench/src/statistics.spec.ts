import { describe, expect, it } from '@jest/globals';
import { quantile, ratiosOf, spreadOf } from './statistics.ts';

describe('statistics', () => {
  it.each([
    { q: 0, want: 1 },
    { q: 0.5, want: 2 },
    { q: 0.51, want: 3 },
    { q: 0.99, want: 4 },
    { q: 1, want: 4 },
  ])('gives a value that was measured for the quantile $q', ({ q, want }) => {
    expect(quantile([4, 1, 3, 2], q)).toBe(want);
  });

  it('does not invent a value where nothing was measured', () => {
    expect(() => quantile([], 0.5)).toThrow('no values');
  });

  it('sorts by size, not by digits', () => {
    expect(spreadOf([10, 9, 100])).toEqual({ least: 9, median: 10, greatest: 100 });
  });

  it('compares within a round', () => {
    expect(ratiosOf([2, 9], [1, 3])).toEqual([2, 3]);
    expect(() => ratiosOf([2, 9], [1])).toThrow('round 2');
  });
});
