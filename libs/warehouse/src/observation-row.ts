/** ObservationRow is one observation as the warehouse stores it; undefined is null. */
export interface ObservationRow {
  /** MD5 of the natural key, 32 hexadecimal digits. */
  readonly observationKey: string;
  readonly indicatorCode: string;
  readonly spatialDimType: string;
  readonly spatialDim: string;
  readonly parentLocationCode: string | undefined;
  readonly parentLocation: string | undefined;
  readonly year: number;
  readonly timeDimType: string;
  readonly timeDimensionValue: string;
  /** YYYY-MM-DD. */
  readonly timeBegin: string;
  readonly timeEnd: string;
  readonly dim1Type: string | undefined;
  readonly dim1: string | undefined;
  readonly dim2Type: string | undefined;
  readonly dim2: string | undefined;
  readonly dim3Type: string | undefined;
  readonly dim3: string | undefined;
  readonly dataSourceDimType: string | undefined;
  readonly dataSourceDim: string | undefined;
  readonly valueText: string | undefined;
  readonly numericValue: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly comments: string | undefined;
  /** ISO 8601; without an offset it counts as UTC. */
  readonly sourceUpdatedAt: string | undefined;
}

interface ObservationColumn {
  readonly property: keyof ObservationRow;
  readonly name: string;
  readonly type: 'text' | 'integer' | 'date' | 'timestamptz' | 'double precision';
  /** Name of the field in a GHO record; the key is computed. */
  readonly source: string | undefined;
}

type ColumnTuple = readonly [
  ObservationColumn['property'],
  string,
  ObservationColumn['type'],
  string | undefined,
];

const identityTuples: readonly ColumnTuple[] = [
  ['observationKey', 'observation_key', 'text', undefined],
  ['indicatorCode', 'indicator_code', 'text', 'IndicatorCode'],
  ['year', 'year', 'integer', 'TimeDim'],
];

const valueTuples: readonly ColumnTuple[] = [
  ['spatialDimType', 'spatial_dim_type', 'text', 'SpatialDimType'],
  ['spatialDim', 'spatial_dim', 'text', 'SpatialDim'],
  ['parentLocationCode', 'parent_location_code', 'text', 'ParentLocationCode'],
  ['parentLocation', 'parent_location', 'text', 'ParentLocation'],
  ['timeDimType', 'time_dim_type', 'text', 'TimeDimType'],
  ['timeDimensionValue', 'time_dimension_value', 'text', 'TimeDimensionValue'],
  ['timeBegin', 'time_begin', 'date', 'TimeDimensionBegin'],
  ['timeEnd', 'time_end', 'date', 'TimeDimensionEnd'],
  ['dim1Type', 'dim1_type', 'text', 'Dim1Type'],
  ['dim1', 'dim1', 'text', 'Dim1'],
  ['dim2Type', 'dim2_type', 'text', 'Dim2Type'],
  ['dim2', 'dim2', 'text', 'Dim2'],
  ['dim3Type', 'dim3_type', 'text', 'Dim3Type'],
  ['dim3', 'dim3', 'text', 'Dim3'],
  ['dataSourceDimType', 'data_source_dim_type', 'text', 'DataSourceDimType'],
  ['dataSourceDim', 'data_source_dim', 'text', 'DataSourceDim'],
  ['valueText', 'value_text', 'text', 'Value'],
  ['numericValue', 'numeric_value', 'double precision', 'NumericValue'],
  ['low', 'low', 'double precision', 'Low'],
  ['high', 'high', 'double precision', 'High'],
  ['comments', 'comments', 'text', 'Comments'],
  ['sourceUpdatedAt', 'source_updated_at', 'timestamptz', 'Date'],
];

/** valueColumns are compared and replaced when an observation changes. */
export const valueColumns: readonly ObservationColumn[] = valueTuples.map(column);

/** observationColumns is the one list that COPY, merge and quarantine agree on, in COPY order. */
export const observationColumns: readonly ObservationColumn[] = [
  ...identityTuples.map(column),
  ...valueColumns,
];

/** Columns of a version of an observation in both tables, with those that say where it comes from. */
export const versionColumns: readonly string[] = [
  ...observationColumns.map(({ name }) => name),
  'ingestion_date',
  'load_id',
  'loaded_at',
];

/** columnList names columns of a table by its alias, as SQL lists them. */
export function columnList(alias: string, names: readonly string[]): string {
  return names.map((name) => `${alias}.${name}`).join(', ');
}

function column([property, name, type, source]: ColumnTuple): ObservationColumn {
  return { property, name, type, source };
}
