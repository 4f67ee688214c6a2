import { describe, expect, it } from '@jest/globals';
import { annotations, group, labels } from './constants.ts';
import { runReasons } from './reasons.ts';
import { scheduleReasons } from './schedule-reasons.ts';

describe('the API', () => {
  it.each([runReasons, scheduleReasons])('has one word for each reason', (reasons) => {
    const words = Object.values(reasons);
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) expect(word).toMatch(/^[A-Z][A-Za-z]+$/);
  });

  it('keeps its labels and annotations in its group', () => {
    for (const key of [...Object.values(labels), ...Object.values(annotations)]) {
      expect(key.startsWith(`${group}/`)).toBe(true);
    }
  });
});
