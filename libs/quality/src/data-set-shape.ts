import type { CheckType } from './contract.ts';
import type { Row } from './row.ts';

/** DataSetKind is what the raw zone calls a data set: `indicator=WHOSIS_000001`, `dimension=COUNTRY`. */
export const dataSetKinds = ['indicator', 'dimension', 'catalogue'] as const;

export type DataSetKind = (typeof dataSetKinds)[number];

/** DataSet names one data set of a pull. */
export interface DataSet {
  readonly kind: DataSetKind;
  readonly code: string;
}

const observationFields = [
  'Id',
  'IndicatorCode',
  'SpatialDimType',
  'SpatialDim',
  'ParentLocationCode',
  'ParentLocation',
  'TimeDimType',
  'TimeDim',
  'TimeDimensionValue',
  'TimeDimensionBegin',
  'TimeDimensionEnd',
  'Dim1Type',
  'Dim1',
  'Dim2Type',
  'Dim2',
  'Dim3Type',
  'Dim3',
  'DataSourceDimType',
  'DataSourceDim',
  'Value',
  'NumericValue',
  'Low',
  'High',
  'Comments',
  'Date',
] as const;

const dimensionFields = [
  'Code',
  'Title',
  'Dimension',
  'ParentDimension',
  'ParentCode',
  'ParentTitle',
] as const;

const catalogueFields = ['IndicatorCode', 'IndicatorName', 'Language'] as const;

/** FieldName is a field that some contract may speak about. */
export type FieldName =
  | (typeof observationFields)[number]
  | (typeof dimensionFields)[number]
  | (typeof catalogueFields)[number];

/** DataSetShape is what the evaluation has to know about a kind of data set. */
export interface DataSetShape {
  /** The fields that a contract may speak about. */
  readonly fields: readonly FieldName[];
  /** Identify a row. */
  readonly key: readonly FieldName[];
  /** Fields of the key without which a row names nothing at all. */
  readonly requiredKey: readonly FieldName[];
  /** What two rows of one key have to agree on. */
  readonly content: readonly FieldName[];
  /** Says in every row which data set it belongs to. */
  readonly owner?: FieldName;
  /** Checks beside those that every data set may have. */
  readonly checks: readonly CheckType[];
  /** Checks without which a row might not fit into a table. */
  readonly loadability: readonly CheckType[];
  /** Fields that its table cannot do without, so that a contract has to require them. */
  readonly needed: readonly FieldName[];
  /** What a row is about, for people. */
  readonly subject: (row: Row) => readonly unknown[];
  /** What a row says about it, for people. */
  readonly statement: (row: Row) => readonly unknown[];
}

const observation: DataSetShape = {
  fields: observationFields,
  // Id is not among them: WHO renumbers it at each reload.
  key: [
    'IndicatorCode',
    'SpatialDimType',
    'SpatialDim',
    'TimeDimensionValue',
    'Dim1Type',
    'Dim1',
    'Dim2Type',
    'Dim2',
    'Dim3Type',
    'Dim3',
    'DataSourceDim',
  ],
  requiredKey: ['IndicatorCode', 'SpatialDimType', 'SpatialDim', 'TimeDimensionValue'],
  // Id and Date say when WHO stored a row, not what it says.
  content: [
    'TimeDimType',
    'TimeDim',
    'TimeDimensionBegin',
    'TimeDimensionEnd',
    'ParentLocationCode',
    'ParentLocation',
    'DataSourceDimType',
    'Value',
    'NumericValue',
    'Low',
    'High',
    'Comments',
  ],
  owner: 'IndicatorCode',
  checks: [
    'data_set_match',
    'numeric_range',
    'interval_contains_value',
    'time_sanity',
    'false_zero',
    'known_indicator',
    'freshness',
    'distribution_shift',
  ],
  loadability: ['required_fields', 'field_types', 'time_sanity', 'data_set_match', 'unique_key'],
  needed: ['SpatialDimType', 'SpatialDim', 'TimeDimType', 'TimeDim', 'TimeDimensionValue'],
  subject: (row) => [
    row.SpatialDim,
    row.TimeDimensionValue ?? row.TimeDim,
    row.Dim1,
    row.Dim2,
    row.Dim3,
    row.DataSourceDim,
  ],
  statement: (row) => [row.NumericValue ?? row.Value],
};

const dimension: DataSetShape = {
  fields: dimensionFields,
  // A code may stand under several parents; a contract says so when it may not.
  key: ['Code', 'ParentDimension', 'ParentCode'],
  requiredKey: ['Code'],
  content: ['Title', 'Dimension', 'ParentTitle'],
  owner: 'Dimension',
  checks: ['data_set_match'],
  loadability: ['required_fields', 'field_types', 'unique_key'],
  needed: ['Code', 'Title'],
  subject: (row) => [row.Code],
  statement: (row) => [row.Title, row.ParentCode],
};

const catalogue: DataSetShape = {
  fields: catalogueFields,
  key: ['IndicatorCode', 'Language'],
  requiredKey: ['IndicatorCode'],
  content: ['IndicatorName'],
  checks: [],
  loadability: ['required_fields', 'field_types', 'unique_key'],
  needed: ['IndicatorCode', 'IndicatorName'],
  subject: (row) => [row.IndicatorCode, row.Language],
  statement: (row) => [row.IndicatorName],
};

export const dataSetShapes: Readonly<Record<DataSetKind, DataSetShape>> = {
  indicator: observation,
  dimension,
  catalogue,
};

/** fieldNames are all that the contracts of any kind may speak about, each once. */
export const fieldNames: readonly FieldName[] = [
  ...new Set(dataSetKinds.flatMap((kind) => dataSetShapes[kind].fields)),
];
