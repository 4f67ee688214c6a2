import type { Row } from '@gho-platform/quality';

/** Corruption is one class of dirt that WHO or its readers have produced. */
export interface Corruption {
  /** The code under which it has to be reported: `<check>:<reason>`. */
  readonly code: string;
  /** A row can be corrupted this way without breaking another rule. */
  readonly isFit: (row: Row) => boolean;
  /** Turns a sound row into those that stand for it. */
  readonly plant: (row: Row) => readonly Row[];
  /** Rows that are counted as failed for each planted one; one unless given. */
  readonly failing?: number;
}

const isCountry = ({ SpatialDimType: type }: Row): boolean => type === 'COUNTRY';
const isMeasured = ({ NumericValue: value, Low: low, High: high }: Row): boolean =>
  typeof value === 'number' && typeof low === 'number' && typeof high === 'number';
const isAny = (): boolean => true;
const replacing =
  (fields: Row) =>
  (row: Row): readonly Row[] => [{ ...row, ...fields }];
const withoutInterval: Row = { Low: null, High: null };

/** Every class of dirt in rows, by what one would call it. */
export const corruptions: Readonly<Record<string, Corruption>> = {
  'a row without a place': {
    code: 'required_fields:MissingField',
    isFit: isAny,
    plant: replacing({ SpatialDim: null }),
  },
  'a row without a year': {
    code: 'required_fields:MissingField',
    isFit: isAny,
    plant: replacing({ TimeDim: null }),
  },
  'display text as a number': {
    code: 'field_types:WrongType',
    isFit: isMeasured,
    plant: replacing({ NumericValue: '703 [318–1169]' }),
  },
  'thousands parted by blanks': {
    code: 'field_types:WrongType',
    isFit: isMeasured,
    plant: replacing({ NumericValue: '63 970' }),
  },
  'a day that no calendar has': {
    code: 'field_types:WrongType',
    isFit: isAny,
    plant: replacing({ Date: '2024-02-31T00:00:00+01:00' }),
  },
  'a character that PostgreSQL cannot hold': {
    code: 'field_types:WrongType',
    isFit: isAny,
    plant: replacing({ Comments: 'a\u0000b' }),
  },
  'a row of another indicator': {
    code: 'indicator_match:ForeignRow',
    isFit: isAny,
    plant: replacing({ IndicatorCode: 'WHS4_100' }),
  },
  'two versions of one figure': {
    code: 'unique_key:ConflictingDuplicate',
    isFit: isMeasured,
    plant: (row) => [row, { ...row, ...withoutInterval, Value: 'another one' }],
    failing: 2,
  },
  'a year in the next century': {
    code: 'time_sanity:YearOutOfRange',
    isFit: isAny,
    plant: replacing({ TimeDim: 2161 }),
  },
  'a year outside its own period': {
    code: 'time_sanity:YearOutsidePeriod',
    isFit: isAny,
    plant: replacing({ TimeDim: 1950 }),
  },
  'a period that ends before it begins': {
    code: 'time_sanity:ReversedPeriod',
    isFit: isAny,
    plant: (row) => [
      {
        ...row,
        TimeDimensionBegin: row.TimeDimensionEnd,
        TimeDimensionEnd: row.TimeDimensionBegin,
      },
    ],
  },
  'a kind of place that nobody knows': {
    code: 'known_spatial_dimension:UnknownCode',
    isFit: isAny,
    plant: replacing({ SpatialDimType: 'PLANET' }),
  },
  'a country that the dimension lacks': {
    code: 'known_country:UnknownCode',
    isFit: isCountry,
    // The record keeps a place of its own, or two planted rows would share a key.
    plant: (row) => [{ ...row, SpatialDim: `ZZ_${String(row.SpatialDim)}` }],
  },
  'a WHO region that does not exist': {
    code: 'known_who_region:UnknownCode',
    isFit: isCountry,
    plant: replacing({ ParentLocationCode: 'MARS' }),
  },
  'a value beyond its range': {
    code: 'numeric_range:OutOfRange',
    isFit: isMeasured,
    plant: replacing({ ...withoutInterval, NumericValue: 900.7 }),
  },
  'an estimate outside its interval': {
    code: 'interval_contains_value:OutsideInterval',
    isFit: ({ High: high, ...row }) => isMeasured({ High: high, ...row }) && Number(high) < 90,
    plant: (row) => [{ ...row, NumericValue: Number(row.High) + 1 }],
  },
  'an interval that is upside down': {
    code: 'interval_contains_value:ReversedInterval',
    isFit: (row) => isMeasured(row) && Number(row.High) - Number(row.Low) > 0.1,
    plant: (row) => [{ ...row, Low: row.High, High: row.Low }],
  },
  'a dash that became zero': {
    code: 'false_zero:FalseZero',
    isFit: isMeasured,
    plant: replacing({ ...withoutInterval, Value: ' -   ', NumericValue: 0 }),
  },
  'a row that says it has no data': {
    code: 'null_ratio:NullValue',
    isFit: isMeasured,
    plant: replacing({ ...withoutInterval, Value: 'No data', NumericValue: null }),
  },
};
