import { describe, expect, it } from '@jest/globals';
import { formatMemory, parseMemory } from './quantity.ts';

describe('quantities of memory', () => {
  it.each([
    ['1Gi', 1_073_741_824],
    ['1.5Gi', 1_610_612_736],
    ['512Mi', 536_870_912],
    ['64Ki', 65_536],
    ['1G', 1_000_000_000],
    ['250M', 250_000_000],
    ['1k', 1_000],
    ['123', 123],
    [123, 123],
  ])('reads %s', (text, bytes) => {
    expect(parseMemory(text)).toBe(bytes);
  });

  it.each(['', 'Gi', '-1Gi', '1 Gi', '1KB', '1e3', '100m', 'NaN'])('refuses %p', (text) => {
    expect(parseMemory(text)).toBeUndefined();
  });

  it.each([
    [1_073_741_824, '1024Mi'],
    [1_000_000_000, '954Mi'],
    [1, '1Mi'],
  ])('writes %i bytes, never less', (bytes, text) => {
    expect(formatMemory(bytes)).toBe(text);
  });
});
