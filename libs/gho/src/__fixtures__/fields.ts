import type { Fields } from '../source-row.ts';

/** makeFields is one row of WHOSIS_000001 as the source sent it in June 2026, with changes. */
export function makeFields(changes: Fields = {}): Fields {
  return {
    Id: 1660971,
    IndicatorCode: 'WHOSIS_000001',
    SpatialDimType: 'COUNTRY',
    SpatialDim: 'GRD',
    TimeDimType: 'YEAR',
    ParentLocationCode: 'AMR',
    ParentLocation: 'Americas',
    Dim1Type: 'SEX',
    Dim1: 'SEX_MLE',
    TimeDim: 2010,
    Dim2Type: null,
    Dim2: null,
    Dim3Type: null,
    Dim3: null,
    DataSourceDimType: null,
    DataSourceDim: null,
    Value: '68.3 [68.1-68.6]',
    NumericValue: 68.26587801,
    Low: 68.06812391,
    High: 68.5760552,
    Comments: null,
    Date: '2024-08-02T09:43:39.193+02:00',
    TimeDimensionValue: '2010',
    TimeDimensionBegin: '2010-01-01T00:00:00+01:00',
    TimeDimensionEnd: '2010-12-31T00:00:00+01:00',
    ...changes,
  };
}
