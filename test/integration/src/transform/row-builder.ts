import type { Fields } from '@gho-platform/gho';

/** makeRow returns a sound record of life expectancy; fields may be replaced. */
export function makeRow(fields: Fields = {}): Fields {
  return {
    Id: 1,
    IndicatorCode: 'WHOSIS_000001',
    SpatialDimType: 'COUNTRY',
    SpatialDim: 'BTN',
    TimeDimType: 'YEAR',
    ParentLocationCode: 'SEAR',
    ParentLocation: 'South-East Asia',
    Dim1Type: 'SEX',
    Dim1: 'SEX_BTSX',
    TimeDim: 2016,
    Dim2Type: null,
    Dim2: null,
    Dim3Type: null,
    Dim3: null,
    DataSourceDimType: null,
    DataSourceDim: null,
    Value: '70.1 [69.0-71.0]',
    NumericValue: 70.1,
    Low: 69,
    High: 71,
    Comments: null,
    Date: '2024-08-02T09:43:39.193+02:00',
    TimeDimensionValue: '2016',
    TimeDimensionBegin: '2016-01-01T00:00:00+01:00',
    TimeDimensionEnd: '2016-12-31T00:00:00+01:00',
    ...fields,
  };
}

/** makeRows returns sound rows of different places; `change` replaces fields by index. */
export function makeRows(count: number, change: (index: number) => Fields = () => ({})): Fields[] {
  return Array.from({ length: count }, (_, index) =>
    makeRow({ Id: index, SpatialDim: `C${String(index).padStart(4, '0')}`, ...change(index) }),
  );
}
