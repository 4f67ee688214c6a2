import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FieldTypes, schemaFingerprint, type Schema } from './field-types.ts';
import type { Fields } from './source-row.ts';

function schemaOf(rows: readonly Fields[]): Schema {
  const types = new FieldTypes();
  rows.forEach((row) => {
    types.add(row);
  });
  return types.schema();
}

function fingerprintOf(...rows: readonly Fields[]): string {
  return schemaFingerprint(schemaOf(rows));
}

describe('FieldTypes', () => {
  it('names each JSON type that a field had', () => {
    const rows = [
      { b: 1, a: null },
      { a: 'x', b: 2, c: [] },
      { c: {}, d: true },
    ];
    const schema = schemaOf(rows);
    expect(schema).toEqual({ a: 'null|string', b: 'number', c: 'array|object', d: 'boolean' });
    expect(Object.keys(schema)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('does not depend on the order of rows and fields', () => {
    const value = fc.constantFrom(null, 1, 'x', true, []);
    const row = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value);
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const turned = rows
          .map((fields) => Object.fromEntries(Object.entries(fields).reverse()))
          .reverse();
        expect(schemaOf(turned)).toEqual(schemaOf(rows));
      }),
    );
  });
});

describe('schemaFingerprint', () => {
  const base = fingerprintOf({ a: 1, b: 'x' });

  it('takes no notice of values and gaps', () => {
    expect(base).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf({ b: 'y', a: 2 }, { a: null, b: null })).toBe(base);
  });

  it.each<[string, Fields]>([
    ['a new field', { a: 1, b: 'x', c: 1 }],
    ['a missing field', { a: 1 }],
    ['another type', { a: '1', b: 'x' }],
    ['another name', { a: 1, B: 'x' }],
  ])('changes with %s', (_sentence, row) => {
    expect(fingerprintOf(row)).not.toBe(base);
  });
});
