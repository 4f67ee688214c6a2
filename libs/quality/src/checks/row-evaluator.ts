import type { RowCheckDefinition } from '../contract.ts';
import type { FieldName } from '../data-set-shape.ts';
import type { RowEvaluator } from '../finding.ts';
import { allowedCodes } from './allowed-codes.ts';
import { dataSetMatch } from './data-set-match.ts';
import { falseZero } from './false-zero.ts';
import { fieldTypes } from './field-types.ts';
import { intervalContainsValue } from './interval-contains-value.ts';
import { knownCode } from './known-code.ts';
import { nullRatio } from './null-ratio.ts';
import { numericRange } from './numeric-range.ts';
import { requiredFields } from './required-fields.ts';
import { textPattern } from './text-pattern.ts';
import { timeSanity } from './time-sanity.ts';

/** ReferenceData is what checks may know besides the row and the contract. */
export interface ReferenceData {
  /** Codes of the dimensions of the pull; one that it does not have is absent. */
  readonly dimensions?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Codes of the catalogue; undefined when the pull does not have it. */
  readonly indicatorCodes?: ReadonlySet<string> | undefined;
  /** Day of the pull, `YYYY-MM-DD`. */
  readonly ingestionDate?: string;
}

/** CheckContext is what an evaluator is made with besides its definition. */
export interface CheckContext {
  readonly reference: ReferenceData;
  /** Field that names the data set of a row; undefined when its rows have none. */
  readonly owner: FieldName | undefined;
}

type RowEvaluatorFactories = {
  readonly [Type in RowCheckDefinition['type']]: (
    definition: Extract<RowCheckDefinition, { type: Type }>,
    context: CheckContext,
  ) => RowEvaluator;
};

const factories: RowEvaluatorFactories = {
  required_fields: requiredFields,
  field_types: fieldTypes,
  numeric_range: numericRange,
  allowed_codes: allowedCodes,
  text_pattern: textPattern,
  known_code: (check, { reference }) =>
    knownCode(check, reference.dimensions?.get(check.dimension)),
  data_set_match: (_, { owner }) => dataSetMatch(owner),
  interval_contains_value: intervalContainsValue,
  null_ratio: nullRatio,
  time_sanity: timeSanity,
  false_zero: falseZero,
};

/** rowEvaluator returns the evaluator of a check that looks at one row at a time. */
export function rowEvaluator(definition: RowCheckDefinition, context: CheckContext): RowEvaluator {
  // The table is keyed by type, so the factory takes exactly this definition.
  const factory = factories[definition.type] as (
    definition: RowCheckDefinition,
    context: CheckContext,
  ) => RowEvaluator;
  return factory(definition, context);
}
