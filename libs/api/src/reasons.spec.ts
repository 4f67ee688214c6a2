import { describe, expect, it } from '@jest/globals';
import { group, labels } from './constants.ts';
import { runReasons } from './reasons.ts';

describe('the API', () => {
  it('has one word for each reason', () => {
    const words = Object.values(runReasons);
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) expect(word).toMatch(/^[A-Z][A-Za-z]+$/);
  });

  it('keeps its labels in its group', () => {
    for (const label of Object.values(labels)) expect(label.startsWith(`${group}/`)).toBe(true);
  });
});
