/** The fields of a GHO record that a contract may speak about. */
export const fieldNames = [
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

export type FieldName = (typeof fieldNames)[number];

/** Row is one record before anything is known about it: any field may be absent or of any type. */
export type Row = Readonly<Partial<Record<FieldName, unknown>>>;

/** naturalKeyFields identify an observation. Id is not among them: WHO renumbers it at each reload. */
export const naturalKeyFields = [
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
] as const satisfies readonly FieldName[];

/** Key fields without which a row names no observation at all. */
export const requiredKeyFields = [
  'IndicatorCode',
  'SpatialDimType',
  'SpatialDim',
  'TimeDimensionValue',
] as const satisfies readonly FieldName[];

export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** describeRow names a row for people by place, time and dimensions: "BTN 2016 SEX_BTSX". */
export function describeRow(row: Row): string {
  const parts = [
    row.SpatialDim,
    row.TimeDimensionValue ?? row.TimeDim,
    row.Dim1,
    row.Dim2,
    row.Dim3,
    row.DataSourceDim,
  ];
  const named = parts.filter((part) => !isAbsent(part)).map(showValue);
  return named.length === 0 ? 'unnamed row' : named.join(' ');
}

/** showValue prints any value of a row in at most 60 characters. */
export function showValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
