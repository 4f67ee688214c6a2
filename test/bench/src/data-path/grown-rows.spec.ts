import { describe, expect, it } from '@jest/globals';
import { naturalKey, type Fields } from '@gho-platform/gho';
import { answerOf, baseOf, grownData, grownRows } from './grown-rows.ts';

const recorded: readonly Fields[] = [
  { Id: 1, IndicatorCode: 'A', SpatialDim: 'BTN', TimeDim: 2016, TimeDimensionValue: '2016' },
  { Id: 2, IndicatorCode: 'A', SpatialDim: 'BTN', TimeDim: 2024, TimeDimensionValue: '2016-2024' },
];

function parsed(rows: Iterable<string>): Fields[] {
  return [...rows].map((text) => JSON.parse(text) as Fields);
}

describe('data grown from recorded rows', () => {
  it('is one indicator as long as the source has one of that size', () => {
    expect(grownData(10_000, ['A', 'B'])).toEqual({ codes: ['A'], rowsEach: 10_000 });
    expect(grownData(250_000, ['A', 'B'])).toEqual({ codes: ['A'], rowsEach: 250_000 });
  });

  it('is more indicators when it is larger, each of a recorded one', () => {
    const { codes, rowsEach } = grownData(1_250_000, ['A', 'B']);
    expect(codes).toEqual(['A', 'B', 'A_COPY2', 'B_COPY2', 'A_COPY3']);
    expect(rowsEach).toBe(250_000);
    expect(codes.map(baseOf)).toEqual(['A', 'B', 'A', 'B', 'A']);
  });

  it('holds the recorded rows first, under the code of the indicator', () => {
    const rows = parsed(grownRows(recorded, { code: 'A_COPY2', rows: 2 }));
    expect(rows).toEqual(recorded.map((fields) => ({ ...fields, IndicatorCode: 'A_COPY2' })));
  });

  it('has no natural key twice, and the recorded years, places and values', () => {
    const rows = parsed(grownRows(recorded, { code: 'A', rows: 7 }));
    expect(new Set(rows.map((fields) => naturalKey(fields, 'indicator'))).size).toBe(7);
    expect(rows.map((fields) => fields.TimeDim)).toEqual([
      2016, 2024, 2016, 2024, 2016, 2024, 2016,
    ]);
    expect(rows[6]?.TimeDimensionValue).toBe('2016-3');
  });
});

describe('an answer of grown rows', () => {
  it('comes in pieces that together are one document with the announced rows', () => {
    const rows = [...grownRows(recorded, { code: 'A', rows: 3000 })];
    const chunks = [...answerOf(rows, 3000)];
    expect(chunks.length).toBeGreaterThan(2);
    const answer = JSON.parse(chunks.join('')) as Record<string, unknown[]>;
    expect(answer['@odata.count']).toBe(3000);
    expect(answer.value).toHaveLength(3000);
  });

  it('may be empty', () => {
    expect(JSON.parse([...answerOf([], 0)].join(''))).toEqual({ '@odata.count': 0, value: [] });
  });
});
