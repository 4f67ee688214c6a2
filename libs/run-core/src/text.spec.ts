import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitsBytes, jsonBytes, shorten, shortenBytes } from './text.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });

describe('shorten', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly10!', 10, 'exactly10!'],
    ['more than 10', 10, 'more than…'],
    ['ab😀cd', 4, 'ab…'],
    ['bad \ud83d', 10, 'bad \ufffd'],
  ])('makes of %j within %i', (given, maxLength, want) => {
    expect(shorten(given, maxLength)).toBe(want);
  });

  it('is idempotent, bounded and well formed', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (given, maxLength) => {
        const once = shorten(given, maxLength);
        expect(once.length).toBeLessThanOrEqual(maxLength);
        expect(once.isWellFormed()).toBe(true);
        expect(shorten(once, maxLength)).toBe(once);
      }),
    );
  });
});

describe('shortenBytes', () => {
  it('bounds the size as JSON and is idempotent', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 10, max: 80 }), (given, maxBytes) => {
        const once = shortenBytes(given, maxBytes);
        expect(jsonBytes(once)).toBeLessThanOrEqual(maxBytes);
        expect(shortenBytes(once, maxBytes)).toBe(once);
      }),
    );
  });
});

describe('fitsBytes', () => {
  it('agrees with the size as JSON, at the limit and beside it', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: -1, max: 1 }), (given, beside) => {
        expect(fitsBytes({ given }, jsonBytes({ given }) + beside)).toBe(beside >= 0);
      }),
    );
  });
});
