import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fingerprint } from './fingerprint.ts';

function fingerprintOf(values: readonly unknown[]): number {
  const hash = new Fingerprint();
  for (const value of values) {
    hash.add(value);
  }
  return hash.digest();
}

const scalar = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));

describe('Fingerprint', () => {
  it('is equal for equal sequences and a safe integer', () => {
    fc.assert(
      fc.property(fc.array(scalar), (values) => {
        const digest = fingerprintOf(values);
        expect(digest).toBe(fingerprintOf([...values]));
        expect(Number.isSafeInteger(digest)).toBe(true);
      }),
    );
  });

  it('differs for different sequences', () => {
    fc.assert(
      fc.property(fc.array(scalar), fc.array(scalar), (left, right) => {
        fc.pre(JSON.stringify(left) !== JSON.stringify(right));
        expect(fingerprintOf(left)).not.toBe(fingerprintOf(right));
      }),
    );
  });

  it.each([
    ['a number and its digits', [1], ['1']],
    ['where one text ends', ['ab', 'c'], ['a', 'bc']],
    ['which field is null', [null, 'x'], ['x', null]],
    ['neighbouring numbers', [70.1], [70.10000000000001]],
  ])('tells apart %s', (_, left, right) => {
    expect(fingerprintOf(left)).not.toBe(fingerprintOf(right));
  });

  it.each([
    ['absent and null', [undefined], [null]],
    ['zero and minus zero', [0], [-0]],
  ])('does not tell apart %s', (_, left, right) => {
    expect(fingerprintOf(left)).toBe(fingerprintOf(right));
  });
});
