import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DigestList } from './digest-list.ts';

describe('DigestList', () => {
  it('yields what was pushed, sorted, however many', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 5000 }), (count, distinct) => {
        const list = new DigestList();
        const pushed = Array.from({ length: count }, (_, index) =>
          createHash('sha256')
            .update(String(index % distinct))
            .digest(),
        );
        pushed.forEach((digest) => {
          list.push(digest);
        });
        const want = pushed
          .sort((a, b) => Buffer.compare(a, b))
          .map((digest) => digest.toString('hex'));
        expect([...list.sorted()].map((digest) => digest.toString('hex'))).toEqual(want);
      }),
      { numRuns: 30 },
    );
  });

  it('sorts digests that begin alike by their ends', () => {
    const ends = [3, 1, 2, 255, 1];
    const list = new DigestList();
    for (const end of ends) {
      list.push(Buffer.alloc(32).fill(end, 31));
    }
    expect([...list.sorted()].map((digest) => digest.at(31))).toEqual([1, 1, 2, 3, 255]);
  });
});
