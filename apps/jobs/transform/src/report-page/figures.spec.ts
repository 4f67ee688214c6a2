import { describe, expect, it } from '@jest/globals';
import { showChange, showCount, showShare, showValue } from './figures.ts';

describe('figures', () => {
  it('groups counts', () => {
    expect(showCount(12_936)).toBe('12,936');
  });

  it.each([
    [72.50169638, '72.502'],
    [100_000, '100000'],
    [0, '0'],
  ])('prints %d as %s', (value, want) => {
    expect(showValue(value)).toBe(want);
  });

  it.each([
    [0, 10, '0 %'],
    [0, 0, '0 %'],
    [1, 3, '33.33 %'],
    [1, 1_000_000, '< 0.01 %'],
    [10, 10, '100 %'],
  ])('prints %d of %d as %s', (part, whole, want) => {
    expect(showShare(part, whole)).toBe(want);
  });

  it.each([
    [110, 100, '+10 %'],
    [70, 100, '-30 %'],
    [5, 5, '0 %'],
    [5, 0, ''],
    [5, undefined, ''],
  ])('prints a change to %d from %s as "%s"', (now, before, want) => {
    expect(showChange(now, before)).toBe(want);
  });
});
