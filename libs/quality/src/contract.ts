import type { DataSetKind, FieldName } from './data-set-shape.ts';

/**
 * Severity says what failing rows mean.
 * - `Warn`: they are loaded; more than the threshold is reported.
 * - `Quarantine`: they are set aside; more than the threshold fails the load.
 * - `Halt`: they cannot be set aside one by one; more than the threshold fails the load.
 */
export type Severity = 'Warn' | 'Quarantine' | 'Halt';

/**
 * Threshold is the number of failing rows that is still tolerated. `maxRows` counts over the whole
 * load; `maxBasisPoints` (1/100 of a percent of the rows read) holds for every data set by itself, so
 * that a broken small one is not diluted by large ones.
 */
export type Threshold =
  | { readonly maxRows: number; readonly maxBasisPoints?: undefined }
  | { readonly maxBasisPoints: number; readonly maxRows?: undefined };

interface CheckBase {
  /** Unique in all contracts of a load; snake_case; people see it in status and reports. */
  readonly name: string;
  readonly severity: Severity;
  /** No failing row at all when absent. */
  readonly threshold?: Threshold;
}

export interface RequiredFieldsCheck extends CheckBase {
  readonly type: 'required_fields';
  readonly fields: readonly FieldName[];
}

export type FieldType = 'text' | 'integer' | 'number' | 'instant';

export interface FieldTypesCheck extends CheckBase {
  readonly type: 'field_types';
  readonly fields: Readonly<Partial<Record<FieldName, FieldType>>>;
}

export interface NumericRangeCheck extends CheckBase {
  readonly type: 'numeric_range';
  /** By indicator code, in the unit of the indicator; bounds belong to the range. */
  readonly ranges: Readonly<
    Record<string, { readonly minimum?: number; readonly maximum?: number }>
  >;
}

export interface AllowedCodesCheck extends CheckBase {
  readonly type: 'allowed_codes';
  readonly field: FieldName;
  readonly codes: readonly string[];
}

export interface TextPatternCheck extends CheckBase {
  readonly type: 'text_pattern';
  readonly field: FieldName;
  /** A regular expression; it has to match the whole text only when it says so with `^` and `$`. */
  readonly pattern: string;
}

export interface KnownCodeCheck extends CheckBase {
  readonly type: 'known_code';
  readonly field: FieldName;
  /** Only rows with these values are looked at; all rows when absent. */
  readonly where?: Readonly<Partial<Record<FieldName, string>>>;
  /** Code of the dimension whose codes are the known ones. */
  readonly dimension: string;
}

export interface DataSetMatchCheck extends CheckBase {
  readonly type: 'data_set_match';
}

export interface UniqueKeyCheck extends CheckBase {
  readonly type: 'unique_key';
  /** Part of the natural key that is unique by itself; the whole of it when absent. */
  readonly fields?: readonly FieldName[];
}

export interface IntervalContainsValueCheck extends CheckBase {
  readonly type: 'interval_contains_value';
  /** Absolute, in the unit of the indicator: sources round bounds and value separately. */
  readonly tolerance: number;
}

export interface NullRatioCheck extends CheckBase {
  readonly type: 'null_ratio';
  readonly field: FieldName;
}

export interface TimeSanityCheck extends CheckBase {
  readonly type: 'time_sanity';
  readonly minimumYear: number;
  readonly maximumYear: number;
}

export interface FalseZeroCheck extends CheckBase {
  readonly type: 'false_zero';
  /** Display texts that mean "no data"; blanks around them do not matter. */
  readonly tokens: readonly string[];
}

export interface RowCountChangeCheck extends CheckBase {
  readonly type: 'row_count_change';
  readonly maximumDropBasisPoints: number;
  readonly maximumGrowthBasisPoints?: number;
}

export interface KnownIndicatorCheck extends CheckBase {
  readonly type: 'known_indicator';
}

export interface FreshnessCheck extends CheckBase {
  readonly type: 'freshness';
  readonly field: 'Date' | 'TimeDim';
  /** From the newest day in the field to the day of the pull; a year counts as its last day. */
  readonly maximumAgeDays: number;
}

export interface DistributionShiftCheck extends CheckBase {
  readonly type: 'distribution_shift';
  /** Of the median, in units of the quartile range of the last good load. */
  readonly maximumShift: number;
  /** With fewer numbers now or before, the check does not apply. */
  readonly minimumValues: number;
}

/** RowCheckDefinition is a check that looks at one row at a time. */
export type RowCheckDefinition =
  | RequiredFieldsCheck
  | FieldTypesCheck
  | NumericRangeCheck
  | AllowedCodesCheck
  | TextPatternCheck
  | KnownCodeCheck
  | DataSetMatchCheck
  | IntervalContainsValueCheck
  | NullRatioCheck
  | TimeSanityCheck
  | FalseZeroCheck;

/** DataSetCheckDefinition is a check of all rows of a data set at once; no row can be set aside. */
export type DataSetCheckDefinition =
  RowCountChangeCheck | KnownIndicatorCheck | FreshnessCheck | DistributionShiftCheck;

export type CheckDefinition = RowCheckDefinition | UniqueKeyCheck | DataSetCheckDefinition;

export type CheckType = CheckDefinition['type'];

/** DataSetSelector says which data sets a contract is for. */
export interface DataSetSelector {
  readonly kind: DataSetKind;
  /** All data sets of the kind that have no contract of their own when absent. */
  readonly code?: string;
}

/** QualityContract is data: which checks a data set has to pass before it may be loaded. */
export interface QualityContract {
  readonly name: string;
  readonly version: number;
  readonly dataSet: DataSetSelector;
  readonly checks: readonly CheckDefinition[];
}

const dataSetChecks: ReadonlySet<CheckType> = new Set([
  'row_count_change',
  'known_indicator',
  'freshness',
  'distribution_shift',
] satisfies DataSetCheckDefinition['type'][]);

export function isDataSetCheck(check: CheckDefinition): check is DataSetCheckDefinition {
  return dataSetChecks.has(check.type);
}
