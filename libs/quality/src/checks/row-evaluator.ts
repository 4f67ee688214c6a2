import type { RowCheckDefinition } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';
import { allowedCodes } from './allowed-codes.ts';
import { falseZero } from './false-zero.ts';
import { fieldTypes } from './field-types.ts';
import { indicatorMatch } from './indicator-match.ts';
import { intervalContainsValue } from './interval-contains-value.ts';
import { nullRatio } from './null-ratio.ts';
import { numericRange } from './numeric-range.ts';
import { requiredFields } from './required-fields.ts';
import { timeSanity } from './time-sanity.ts';

type RowEvaluatorFactories = {
  readonly [Type in RowCheckDefinition['type']]: (
    definition: Extract<RowCheckDefinition, { type: Type }>,
  ) => RowEvaluator;
};

const factories: RowEvaluatorFactories = {
  required_fields: requiredFields,
  field_types: fieldTypes,
  numeric_range: numericRange,
  allowed_codes: allowedCodes,
  indicator_match: indicatorMatch,
  interval_contains_value: intervalContainsValue,
  null_ratio: nullRatio,
  time_sanity: timeSanity,
  false_zero: falseZero,
};

/** rowEvaluator returns the evaluator of a check that looks at one row at a time. */
export function rowEvaluator(definition: RowCheckDefinition): RowEvaluator {
  // The table is keyed by type, so the factory takes exactly this definition.
  const factory = factories[definition.type] as (definition: RowCheckDefinition) => RowEvaluator;
  return factory(definition);
}
