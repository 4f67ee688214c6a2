import type { FieldName } from './row.ts';

/**
 * Severity says what failing rows mean.
 * - `Warn`: they are loaded; more than the threshold is reported.
 * - `Quarantine`: they are set aside; more than the threshold fails the load.
 * - `Halt`: they cannot be set aside one by one; more than the threshold fails the load.
 */
export type Severity = 'Warn' | 'Quarantine' | 'Halt';

/**
 * Threshold is the number of failing rows that is still tolerated. `maxRows` counts over the whole
 * load; `maxBasisPoints` (1/100 of a percent of the rows read) holds for every indicator by itself, so
 * that a broken small indicator is not diluted by large ones.
 */
export type Threshold =
  | { readonly maxRows: number; readonly maxBasisPoints?: undefined }
  | { readonly maxBasisPoints: number; readonly maxRows?: undefined };

interface CheckBase {
  /** Unique in the contract; snake_case; people see it in status and reports. */
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

export interface KnownCountryCheck extends CheckBase {
  readonly type: 'known_country';
}

export interface IndicatorMatchCheck extends CheckBase {
  readonly type: 'indicator_match';
}

export interface UniqueKeyCheck extends CheckBase {
  readonly type: 'unique_key';
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
  | KnownCountryCheck
  | IndicatorMatchCheck
  | IntervalContainsValueCheck
  | NullRatioCheck
  | TimeSanityCheck
  | FalseZeroCheck;

/** DataSetCheckDefinition is a check of all rows of an indicator at once; no row can be set aside. */
export type DataSetCheckDefinition =
  RowCountChangeCheck | KnownIndicatorCheck | FreshnessCheck | DistributionShiftCheck;

export type CheckDefinition = RowCheckDefinition | UniqueKeyCheck | DataSetCheckDefinition;

export type CheckType = CheckDefinition['type'];

/** QualityContract is data: which checks one data set has to pass before it may be loaded. */
export interface QualityContract {
  readonly name: string;
  readonly version: number;
  readonly checks: readonly CheckDefinition[];
}

/** Checks without which a row might not fit into a table at all. */
const loadabilityChecks = [
  'required_fields',
  'field_types',
  'time_sanity',
  'indicator_match',
  'unique_key',
] as const satisfies readonly CheckType[];

const dataSetChecks: ReadonlySet<CheckType> = new Set([
  'row_count_change',
  'known_indicator',
  'freshness',
  'distribution_shift',
] satisfies DataSetCheckDefinition['type'][]);

export function isDataSetCheck(check: CheckDefinition): check is DataSetCheckDefinition {
  return dataSetChecks.has(check.type);
}

/**
 * contractProblems lists what the shape of a contract file cannot express: unique names, and that
 * every row which could not be stored is set aside. An empty list means that the contract is usable.
 */
export function contractProblems(contract: QualityContract): readonly string[] {
  const { checks } = contract;
  const names = checks.map((check) => check.name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [
    ...[...repeated].map((name) => `check name "${name}" is used twice, expected unique names`),
    ...loadabilityChecks.flatMap((type) => loadabilityProblem(checks, type)),
    ...checks
      .filter((check) => isDataSetCheck(check) && check.severity === 'Quarantine')
      .map(
        (check) => `${check.name}.severity is "Quarantine", allowed for ${check.type}: Warn, Halt`,
      ),
  ];
}

function loadabilityProblem(checks: readonly CheckDefinition[], type: CheckType): string[] {
  const found = checks.filter((check) => check.type === type);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    return [`checks hold ${found.length} of type ${type}, expected exactly one`];
  }
  return only.severity === 'Quarantine'
    ? []
    : [`${only.name}.severity is "${only.severity}", allowed for ${type}: Quarantine`];
}
