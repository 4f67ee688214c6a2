import { BadQueryError } from './bad-query.ts';
import type { Resource } from './route.ts';

/** The properties that each kind of entity has in the source; recordings of older pulls lack some. */
const namesByKind: Readonly<Record<Resource['kind'], readonly string[]>> = {
  indicator: [
    ...['Id', 'IndicatorCode', 'SpatialDimType', 'SpatialDim', 'ParentLocationCode'],
    ...['ParentLocation', 'TimeDimType', 'TimeDim', 'Dim1Type', 'Dim1', 'Dim2Type', 'Dim2'],
    ...['Dim3Type', 'Dim3', 'DataSourceDimType', 'DataSourceDim', 'Value', 'NumericValue'],
    ...['Low', 'High', 'Comments', 'Date', 'TimeDimensionValue', 'TimeDimensionBegin'],
    'TimeDimensionEnd',
  ],
  dimension: ['Code', 'Title', 'ParentDimension', 'Dimension', 'ParentCode', 'ParentTitle'],
  catalogue: ['IndicatorCode', 'IndicatorName', 'Language'],
};

/** KnownFields refuses names that the source would refuse, whether or not a row is there to tell. */
export class KnownFields {
  readonly #names: ReadonlySet<string>;

  constructor(kind: Resource['kind']) {
    this.#names = new Set(namesByKind[kind]);
  }

  /** check returns the name, or throws BadQueryError. Names are told apart by case. */
  check(name: string): string {
    if (!this.#names.has(name)) {
      throw new BadQueryError(`Could not find a property named '${name}'.`);
    }
    return name;
  }
}
