/** GhoResource is one entity set of the API that is pulled as a whole. */
export interface GhoResource {
  readonly kind: ResourceKind;
  /** Indicator code, dimension code, or `Indicator` for the catalogue. */
  readonly code: string;
}

export type ResourceKind = 'indicator' | 'dimension' | 'catalogue';

/** The catalogue lists code, name and language of every indicator. */
export const catalogue: GhoResource = { kind: 'catalogue', code: 'Indicator' };

/** Codes go into URLs and object keys, so nothing else may be in them. */
export const codePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/**
 * resourcePath is relative to the base address of the API. Indicators are asked to announce their
 * rows, so that an answer which lacks some does not pass for whole. The source is known to count
 * those; of dimensions and the catalogue nobody has said so.
 */
export function resourcePath({ kind, code }: GhoResource): string {
  switch (kind) {
    case 'indicator':
      return `${encodeURIComponent(code)}?$count=true`;
    case 'dimension':
      return `DIMENSION/${encodeURIComponent(code)}/DimensionValues`;
    case 'catalogue':
      return encodeURIComponent(code);
  }
}

/** What identifies a row. `Id` does not: it is renumbered whenever the source reloads. */
export const naturalKeyFields: Readonly<Record<ResourceKind, readonly string[]>> = {
  indicator: [
    'IndicatorCode',
    'SpatialDimType',
    'SpatialDim',
    // Not TimeDim: a range such as 2016-2024 has the TimeDim of its last year.
    'TimeDimensionValue',
    'Dim1Type',
    'Dim1',
    'Dim2Type',
    'Dim2',
    'Dim3Type',
    'Dim3',
    'DataSourceDim',
  ],
  dimension: ['Dimension', 'Code', 'ParentDimension', 'ParentCode'],
  catalogue: ['IndicatorCode', 'Language'],
};

const valueFields = ['TimeDim', 'Value', 'NumericValue', 'Low', 'High'];

/**
 * requiredFields are what a row must carry to be usable. The 25 fields of today and the 23 of older
 * pulls (no parent location) both do; fields beyond these may come and go.
 */
export const requiredFields: Readonly<Record<ResourceKind, readonly string[]>> = {
  indicator: [...naturalKeyFields.indicator, ...valueFields],
  dimension: ['Code', 'Title', 'Dimension'],
  catalogue: ['IndicatorCode', 'IndicatorName'],
};
