import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { cleanRow } from './__fixtures__/rows.ts';
import { dataSetShapes } from './data-set-shape.ts';
import { KeyLedger } from './key-ledger.ts';
import type { Row } from './row.ts';

const { key, requiredKey: required, content } = dataSetShapes.indicator;
const fields = { key, required, content };

/** Bytes of the heap that are still in use. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function kindsOf(rows: readonly Row[]): string[] {
  const ledger = new KeyLedger(fields);
  return rows.map((row, index) => ledger.observe(row, index + 1).kind);
}

describe('KeyLedger', () => {
  it('takes rows that differ in Id, Date or field order for equal', () => {
    const reordered = Object.fromEntries(Object.entries(cleanRow({ Id: 3 })).reverse());
    expect(
      kindsOf([cleanRow(), cleanRow({ Id: 2, Date: '2026-01-01T00:00:00Z' }), reordered]),
    ).toEqual(['New', 'Equal', 'Equal']);
  });

  it('takes an absent field and null for the same', () => {
    expect(kindsOf([cleanRow({ Dim2: null }), cleanRow({ Dim2: undefined })])).toEqual([
      'New',
      'Equal',
    ]);
  });

  it.each(key)('takes rows that differ in %s for two observations', (field) => {
    expect(kindsOf([cleanRow(), cleanRow({ [field]: 'OTHER' })])).toEqual(['New', 'New']);
  });

  it.each(['NumericValue', 'Value', 'Low', 'High', 'Comments', 'ParentLocationCode'] as const)(
    'takes rows that differ in %s only for a contradiction',
    (field) => {
      expect(kindsOf([cleanRow(), cleanRow({ [field]: 1 })])).toEqual(['New', 'Conflicting']);
    },
  );

  it('reports the first row of a key at its first contradiction only', () => {
    const ledger = new KeyLedger(fields);
    ledger.observe(cleanRow({ NumericValue: 43.5 }), 7);
    expect(ledger.observe(cleanRow({ NumericValue: 46.8 }), 8)).toMatchObject({
      kind: 'Conflicting',
      first: { line: 7 },
    });
    expect(ledger.observe(cleanRow({ NumericValue: 47 }), 9)).toEqual({
      kind: 'Conflicting',
      first: undefined,
    });
    expect(ledger.observe(cleanRow({ NumericValue: 46.8 }), 10)).toEqual({ kind: 'Equal' });
  });

  it('has no opinion on rows without a key', () => {
    expect(kindsOf([cleanRow({ SpatialDim: null }), cleanRow({ SpatialDim: null })])).toEqual([
      'Keyless',
      'Keyless',
    ]);
  });

  it('takes few bytes for a row', () => {
    const rows = 20_000;
    const ledger = new KeyLedger(fields);
    const before = usedHeap();
    for (let line = 1; line <= rows; line += 1) {
      ledger.observe(cleanRow({ SpatialDim: `C${line}` }), line);
    }
    expect((usedHeap() - before) / rows).toBeLessThan(300);
    expect(ledger.observe(cleanRow({ SpatialDim: 'C7' }), 7).kind).toBe('Equal');
  });

  it('forgets everything between data sets', () => {
    const ledger = new KeyLedger(fields);
    ledger.observe(cleanRow(), 1);
    ledger.clear();
    expect(ledger.observe(cleanRow(), 1).kind).toBe('New');
  });
});
