import type { Fields } from './source-row.ts';

/** Observation is one data row, bound by field name; what the source leaves null is undefined. */
export interface Observation {
  readonly indicatorCode: string;
  readonly spatialDimType: string | undefined;
  readonly spatialDim: string | undefined;
  /** WHO region of a country; not the country's name. */
  readonly parentLocationCode: string | undefined;
  readonly parentLocation: string | undefined;
  readonly timeDimType: string | undefined;
  /** The year, or the last one of a range; rare rows have none. */
  readonly timeDim: number | undefined;
  /** A year or a range such as `2016-2024`. */
  readonly timeDimensionValue: string | undefined;
  /** ISO 8601, with a local offset or as a bare date. */
  readonly timeDimensionBegin: string | undefined;
  readonly timeDimensionEnd: string | undefined;
  readonly dim1Type: string | undefined;
  readonly dim1: string | undefined;
  readonly dim2Type: string | undefined;
  readonly dim2: string | undefined;
  readonly dim3Type: string | undefined;
  readonly dim3: string | undefined;
  readonly dataSourceDimType: string | undefined;
  readonly dataSourceDim: string | undefined;
  /** Display text in more than 200 shapes; never parse it for the number. */
  readonly value: string | undefined;
  readonly numericValue: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly comments: string | undefined;
  /** When the source says it changed the row; content changes without it. */
  readonly date: string | undefined;
}

export type BoundObservation =
  | { readonly isBound: true; readonly observation: Observation }
  | { readonly isBound: false; readonly problems: readonly string[] };

/** bindObservation reads a row by field names and collects every field of a wrong type. */
export function bindObservation(fields: Fields): BoundObservation {
  const binder = new Binder(fields);
  const observation: Observation = {
    indicatorCode: binder.text('IndicatorCode') ?? '',
    spatialDimType: binder.text('SpatialDimType'),
    spatialDim: binder.text('SpatialDim'),
    parentLocationCode: binder.text('ParentLocationCode'),
    parentLocation: binder.text('ParentLocation'),
    timeDimType: binder.text('TimeDimType'),
    timeDim: binder.integer('TimeDim'),
    timeDimensionValue: binder.text('TimeDimensionValue'),
    timeDimensionBegin: binder.text('TimeDimensionBegin'),
    timeDimensionEnd: binder.text('TimeDimensionEnd'),
    dim1Type: binder.text('Dim1Type'),
    dim1: binder.text('Dim1'),
    dim2Type: binder.text('Dim2Type'),
    dim2: binder.text('Dim2'),
    dim3Type: binder.text('Dim3Type'),
    dim3: binder.text('Dim3'),
    dataSourceDimType: binder.text('DataSourceDimType'),
    dataSourceDim: binder.text('DataSourceDim'),
    value: binder.text('Value'),
    numericValue: binder.number('NumericValue'),
    low: binder.number('Low'),
    high: binder.number('High'),
    comments: binder.text('Comments'),
    date: binder.text('Date'),
  };
  if (observation.indicatorCode === '') {
    binder.problems.push('IndicatorCode is missing');
  }
  return binder.problems.length > 0
    ? { isBound: false, problems: binder.problems }
    : { isBound: true, observation };
}

class Binder {
  readonly problems: string[] = [];
  readonly #fields: Fields;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  text(name: string): string | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || typeof value === 'string') {
      return value;
    }
    this.#reject(name, 'a text');
    return undefined;
  }

  number(name: string): number | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || typeof value === 'number') {
      return value;
    }
    this.#reject(name, 'a number');
    return undefined;
  }

  integer(name: string): number | undefined {
    const value = this.number(name);
    if (value === undefined || Number.isInteger(value)) {
      return value;
    }
    this.#reject(name, 'an integer');
    return undefined;
  }

  #reject(name: string, expected: string): void {
    const shown = JSON.stringify(this.#fields[name]).slice(0, 80);
    this.problems.push(`${name} is ${shown}, expected ${expected}`);
  }
}
