import { describe, expect, it } from '@jest/globals';
import { arrayLiteral, copyText, storableJson } from './copy-text.ts';

describe('copyText', () => {
  it.each([
    ['a plain text', 'Türkiye', 'Türkiye'],
    ['an empty text, which is not null', '', ''],
    ['null', undefined, String.raw`\N`],
    ['the text \\N, which is not null', String.raw`\N`, String.raw`\\N`],
    ['separators inside a text', 'a\tb\nc\rd', String.raw`a\tb\nc\rd`],
    ['a double', 72.50169638, '72.50169638'],
    ['a small double', 7.5e-7, '7.5e-7'],
    ['minus zero', -0, '0'],
  ])('writes %s', (_, value, want) => {
    expect(copyText(value)).toBe(want);
  });
});

describe('arrayLiteral', () => {
  it('quotes and escapes elements', () => {
    expect(arrayLiteral(['a:B', 'c "d" \\'])).toBe(String.raw`{"a:B","c \"d\" \\"}`);
  });
});

describe('storableJson', () => {
  it('replaces what jsonb cannot hold, at any depth', () => {
    expect(storableJson({ a: ['x\u0000y', { b: 'half \uD800 pair' }] })).toBe(
      '{"a":["x\uFFFDy",{"b":"half \uFFFD pair"}]}',
    );
  });
});
