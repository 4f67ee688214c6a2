import { describe, expect, it } from '@jest/globals';
import { applyDirt, type DirtName } from './dirt.ts';
import { ReplayRow, type Fields } from './replay-row.ts';

/** 60 countries and 10 regions of which the regions must stay clean. */
const rows = Array.from({ length: 70 }, (_, index) =>
  ReplayRow.of({
    Id: index + 1,
    SpatialDimType: index < 60 ? 'COUNTRY' : 'REGION',
    SpatialDim: `C${index}`,
    TimeDimensionValue: '2016',
    Value: '5.0 [4.0-6.0]',
    NumericValue: 5,
    Low: 4,
    High: 6,
  }),
);

function soil(name: DirtName, count = 40): Fields[] {
  return applyDirt(rows, [{ name, rows: count, code: undefined }]).map((row) => row.parse());
}

describe('applyDirt', () => {
  it.each<[DirtName, (fields: Fields) => boolean]>([
    ['interval-breach', (fields) => Number(fields.NumericValue) > Number(fields.High)],
    ['out-of-range', (fields) => fields.NumericValue === -999],
    ['missing-value', (fields) => fields.NumericValue === null],
    ['missing-country', (fields) => fields.SpatialDim === null],
    ['unknown-country', (fields) => String(fields.SpatialDim).startsWith('ZZ_')],
    ['false-zero', (fields) => fields.NumericValue === 0 && fields.Value === ' -   '],
    ['wrong-type', (fields) => typeof fields.NumericValue === 'string'],
  ])('soils exactly as many rows as asked with %s, countries only', (...[name, isSoiled]) => {
    const soiled = soil(name);
    expect(soiled).toHaveLength(rows.length);
    expect(soiled.filter(isSoiled)).toHaveLength(40);
    expect(soiled.slice(60).filter(isSoiled)).toEqual([]);
  });

  it.each<[DirtName, number]>([
    ['duplicate-conflict', 110],
    ['duplicate-equal', 110],
    ['missing-rows', 30],
    ['repeat-to', 40],
  ])('changes the number of rows with %s', (...[name, want]) => {
    expect(soil(name)).toHaveLength(want);
  });

  it('gives repeated rows an Id and a time of their own', () => {
    const repeated = soil('repeat-to', 210);
    expect(
      new Set(
        repeated.map(
          (fields) => `${String(fields.SpatialDim)} ${String(fields.TimeDimensionValue)}`,
        ),
      ).size,
    ).toBe(210);
  });

  it('soils the same rows whatever their order', () => {
    const soiledIn = (order: readonly ReplayRow[]): unknown[] =>
      applyDirt(order, [{ name: 'missing-country', rows: 5, code: undefined }])
        .map((row) => row.parse())
        .filter((fields) => fields.SpatialDim === null)
        .map((fields) => Number(fields.Id))
        .sort((a, b) => a - b);
    expect(soiledIn([...rows].reverse())).toEqual(soiledIn(rows));
  });
});
