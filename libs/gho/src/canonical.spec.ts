import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeFields } from './__fixtures__/fields.ts';
import { canonicalRow, ContentHash, naturalKey } from './canonical.ts';
import type { Fields } from './source-row.ts';

function hashOf(rows: readonly Fields[]): string {
  const hash = new ContentHash();
  rows.forEach((row) => {
    hash.add(row);
  });
  return hash.digest();
}

/** A pull of the same content: other Ids, another field order, another row order. */
function anotherPull(rows: readonly Fields[]): fc.Arbitrary<Fields[]> {
  const shuffled = rows.map((row) =>
    fc
      .tuple(
        fc.shuffledSubarray(Object.entries(row), { minLength: Object.keys(row).length }),
        fc.nat(),
      )
      .map(([entries, id]) => ({ ...Object.fromEntries(entries), Id: id })),
  );
  return fc.tuple(...shuffled).chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
}

const rows = [2008, 2009, 2010, 2010].map((year) => makeFields({ TimeDim: year }));

describe('ContentHash', () => {
  it('is the same for every pull of the same content', () => {
    fc.assert(
      fc.property(anotherPull(rows), (pull) => {
        expect(hashOf(pull)).toBe(hashOf(rows));
      }),
    );
  });

  it.each<[string, readonly Fields[]]>([
    ['a row is missing', rows.slice(1)],
    ['a repeated row is sent once', rows.slice(0, 3)],
    ['a value differs', [...rows.slice(1), makeFields({ TimeDim: 2008, NumericValue: 1 })]],
    ['a number became a text', [...rows.slice(1), makeFields({ TimeDim: '2008' })]],
    ['a field is new', [...rows.slice(1), makeFields({ TimeDim: 2008, Extra: null })]],
    ['values swapped fields', [...rows.slice(1), makeFields({ TimeDim: 2008, Low: 1, High: 2 })]],
  ])('differs when %s', (_sentence, changed) => {
    expect(hashOf(changed)).not.toBe(hashOf(rows));
  });

  it('sorts the fields of each row, whatever the row before it had', () => {
    const mixed = [{ b: 1, a: 2 }, { c: 3, b: 1, a: 2 }, { a: 2, b: 1 }, {}, { a: 2 }];
    expect(hashOf(mixed)).toBe(hashOf([...mixed].reverse()));
  });

  it('never changes, since manifests of earlier days are compared with it', () => {
    const lines = ['[["a",2],["b",1]]', '[["a",2]]'];
    const digests = lines
      .map((line) => hash('sha256', line, 'buffer'))
      .sort((a, b) => a.compare(b));
    const expected = hash('sha256', Buffer.concat(digests));
    expect(hashOf([{ b: 1, Id: 7, a: 2 }, { a: 2 }])).toBe(expected);
  });

  it('is defined for no rows at all', () => {
    expect(hashOf([])).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('canonicalRow', () => {
  it('reads numbers by value, not by spelling', () => {
    const parse = (text: string): Fields => JSON.parse(text) as Fields;
    expect(canonicalRow(parse('{"ID":1,"a":98.0}'))).toBe(canonicalRow(parse('{"a":98,"Id":2}')));
  });
});

describe('naturalKey', () => {
  it('keeps a range and its last year apart', () => {
    const range = makeFields({ TimeDimensionValue: '2001-2010' });
    expect(naturalKey(range, 'indicator')).not.toBe(naturalKey(makeFields(), 'indicator'));
  });

  it('ignores Id, value and field order', () => {
    const other = Object.fromEntries(Object.entries(makeFields({ Id: 1, Value: 'x' })).reverse());
    expect(naturalKey(other, 'indicator')).toBe(naturalKey(makeFields(), 'indicator'));
  });
});
