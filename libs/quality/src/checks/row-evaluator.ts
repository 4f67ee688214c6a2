import type { RowCheckDefinition } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';
import { allowedCodes } from './allowed-codes.ts';
import { falseZero } from './false-zero.ts';
import { fieldTypes } from './field-types.ts';
import { indicatorMatch } from './indicator-match.ts';
import { knownCountry } from './known-country.ts';
import { intervalContainsValue } from './interval-contains-value.ts';
import { nullRatio } from './null-ratio.ts';
import { numericRange } from './numeric-range.ts';
import { requiredFields } from './required-fields.ts';
import { timeSanity } from './time-sanity.ts';

/** ReferenceData is what checks may know besides the row and the contract. */
export interface ReferenceData {
  /** Codes of the COUNTRY dimension; undefined when the pull does not have it. */
  readonly countryCodes?: ReadonlySet<string> | undefined;
  /** Codes of the catalogue; undefined when the pull does not have it. */
  readonly indicatorCodes?: ReadonlySet<string> | undefined;
  /** Day of the pull, `YYYY-MM-DD`. */
  readonly ingestionDate?: string;
}

type RowEvaluatorFactories = {
  readonly [Type in RowCheckDefinition['type']]: (
    definition: Extract<RowCheckDefinition, { type: Type }>,
    reference: ReferenceData,
  ) => RowEvaluator;
};

const factories: RowEvaluatorFactories = {
  required_fields: requiredFields,
  field_types: fieldTypes,
  numeric_range: numericRange,
  allowed_codes: allowedCodes,
  known_country: (_, { countryCodes }) => knownCountry(countryCodes),
  indicator_match: indicatorMatch,
  interval_contains_value: intervalContainsValue,
  null_ratio: nullRatio,
  time_sanity: timeSanity,
  false_zero: falseZero,
};

/** rowEvaluator returns the evaluator of a check that looks at one row at a time. */
export function rowEvaluator(
  definition: RowCheckDefinition,
  reference: ReferenceData,
): RowEvaluator {
  // The table is keyed by type, so the factory takes exactly this definition.
  const factory = factories[definition.type] as (
    definition: RowCheckDefinition,
    reference: ReferenceData,
  ) => RowEvaluator;
  return factory(definition, reference);
}
