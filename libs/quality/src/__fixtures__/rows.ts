import type { QualityContract } from '../contract.ts';
import type { Row } from '../row.ts';

/** cleanRow is a row of life expectancy that passes `standardContract`; fields may be replaced. */
export function cleanRow(fields: Row = {}): Row {
  return {
    Id: 1,
    IndicatorCode: 'WHOSIS_000001',
    SpatialDimType: 'COUNTRY',
    SpatialDim: 'BTN',
    ParentLocationCode: 'SEAR',
    ParentLocation: 'South-East Asia',
    TimeDimType: 'YEAR',
    TimeDim: 2016,
    TimeDimensionValue: '2016',
    TimeDimensionBegin: '2016-01-01T00:00:00+01:00',
    TimeDimensionEnd: '2016-12-31T00:00:00+01:00',
    Dim1Type: 'SEX',
    Dim1: 'SEX_BTSX',
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
    ...fields,
  };
}

/** cleanRows returns rows that differ in their key only. */
export function cleanRows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => cleanRow({ SpatialDim: `C${index}` }));
}

/** standardContract holds one check of every type; a tolerated number of rows fits every test. */
export const standardContract: QualityContract = {
  name: 'gho-observation',
  version: 1,
  dataSet: { kind: 'indicator' },
  checks: [
    {
      name: 'required_fields',
      type: 'required_fields',
      severity: 'Quarantine',
      fields: ['SpatialDimType', 'SpatialDim', 'TimeDimType', 'TimeDim', 'TimeDimensionValue'],
      threshold: { maxRows: 1000 },
    },
    {
      name: 'field_types',
      type: 'field_types',
      severity: 'Quarantine',
      fields: { TimeDim: 'integer', NumericValue: 'number', Value: 'text', Date: 'instant' },
      threshold: { maxRows: 1000 },
    },
    {
      name: 'indicator_match',
      type: 'data_set_match',
      severity: 'Quarantine',
      threshold: { maxRows: 1000 },
    },
    {
      name: 'unique_key',
      type: 'unique_key',
      severity: 'Quarantine',
      threshold: { maxRows: 1000 },
    },
    {
      name: 'time_sanity',
      type: 'time_sanity',
      severity: 'Quarantine',
      minimumYear: 1900,
      maximumYear: 2100,
      threshold: { maxRows: 1000 },
    },
    {
      name: 'life_expectancy_range',
      type: 'numeric_range',
      severity: 'Quarantine',
      ranges: { WHOSIS_000001: { minimum: 10, maximum: 100 } },
      threshold: { maxRows: 1000 },
    },
    {
      name: 'known_region',
      type: 'allowed_codes',
      severity: 'Quarantine',
      field: 'ParentLocationCode',
      codes: ['AFR', 'AMR', 'EMR', 'EUR', 'SEAR', 'WPR'],
      threshold: { maxRows: 1000 },
    },
    {
      name: 'known_country',
      type: 'known_code',
      severity: 'Quarantine',
      field: 'SpatialDim',
      where: { SpatialDimType: 'COUNTRY' },
      dimension: 'COUNTRY',
      threshold: { maxRows: 1000 },
    },
    {
      name: 'interval_contains_value',
      type: 'interval_contains_value',
      severity: 'Quarantine',
      tolerance: 0.001,
      threshold: { maxRows: 1000 },
    },
    {
      name: 'false_zero',
      type: 'false_zero',
      severity: 'Quarantine',
      tokens: ['-', 'No data'],
      threshold: { maxRows: 1000 },
    },
    {
      name: 'null_ratio',
      type: 'null_ratio',
      severity: 'Warn',
      field: 'NumericValue',
      threshold: { maxBasisPoints: 5000 },
    },
    {
      name: 'row_count_change',
      type: 'row_count_change',
      severity: 'Halt',
      maximumDropBasisPoints: 2000,
      maximumGrowthBasisPoints: 10_000,
    },
    {
      name: 'known_indicator',
      type: 'known_indicator',
      severity: 'Warn',
    },
    {
      name: 'freshness',
      type: 'freshness',
      severity: 'Warn',
      field: 'Date',
      maximumAgeDays: 1461,
    },
    {
      name: 'distribution_shift',
      type: 'distribution_shift',
      severity: 'Halt',
      maximumShift: 0.5,
      minimumValues: 30,
    },
  ],
};
