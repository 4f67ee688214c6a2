import { describe, expect, it } from '@jest/globals';
import { observationKey, toObservationRow } from './observation-row.ts';

const source = { indicator: 'HWF_0001', line: 7 };

const record = {
  Id: 1667851,
  IndicatorCode: 'HWF_0001',
  SpatialDimType: 'GLOBAL',
  SpatialDim: 'GLOBAL',
  ParentLocationCode: null,
  TimeDimType: 'YEAR',
  TimeDim: 2024,
  Dim1Type: null,
  Dim1: null,
  Value: '17.22',
  NumericValue: 17.22,
  Low: null,
  High: null,
  Date: '2026-03-11T08:54:21.983+01:00',
  TimeDimensionValue: '2016-2024',
  TimeDimensionBegin: '2016-01-01T00:00:00+01:00',
  TimeDimensionEnd: '2024-12-31T00:00:00+01:00',
};

describe('toObservationRow', () => {
  it('takes the period as printed, not as an instant', () => {
    expect(toObservationRow(record, source)).toMatchObject({
      year: 2024,
      timeDimensionValue: '2016-2024',
      timeBegin: '2016-01-01',
      timeEnd: '2024-12-31',
      sourceUpdatedAt: '2026-03-11T08:54:21.983+01:00',
      valueText: '17.22',
      numericValue: 17.22,
      low: undefined,
      dim1: undefined,
    });
  });

  it('takes the whole year when the source prints no period', () => {
    const row = { ...record, TimeDimensionBegin: null, TimeDimensionEnd: undefined };
    expect(toObservationRow(row, source)).toMatchObject({
      timeBegin: '2024-01-01',
      timeEnd: '2024-12-31',
    });
  });

  it.each([
    ['a missing year', { TimeDim: null }, 'TimeDim is missing'],
    ['a value of a wrong type', { Low: 'x' }, 'Low is "x", expected a number'],
  ])('blames the contract for %s', (_, change, problem) => {
    expect(() => toObservationRow({ ...record, ...change }, source)).toThrow(
      `quality contract lets a record pass that the warehouse cannot hold: HWF_0001 line 7: ${problem}`,
    );
  });
});

describe('observationKey', () => {
  it('does not depend on Id, values or field order', () => {
    const again = Object.fromEntries(Object.entries({ ...record, Id: 1, Value: '18' }).reverse());
    expect(observationKey(again)).toBe(observationKey(record));
    expect(observationKey(record)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('tells periods apart that end in the same year', () => {
    expect(observationKey({ ...record, TimeDimensionValue: '2024' })).not.toBe(
      observationKey(record),
    );
  });
});
