import type { DataSetCheckDefinition } from '../contract.ts';
import type { DataSetEvaluator } from '../finding.ts';
import { distributionShift } from './distribution-shift.ts';
import { freshness } from './freshness.ts';
import { knownIndicator } from './known-indicator.ts';
import type { ReferenceData } from './row-evaluator.ts';
import { rowCountChange } from './row-count-change.ts';

/** dataSetEvaluator returns the evaluator of a check that looks at all rows of a data set at once. */
export function dataSetEvaluator(
  definition: DataSetCheckDefinition,
  { ingestionDate, indicatorCodes }: ReferenceData,
): DataSetEvaluator {
  switch (definition.type) {
    case 'row_count_change':
      return rowCountChange(definition);
    case 'freshness':
      return freshness(definition, ingestionDate);
    case 'distribution_shift':
      return distributionShift(definition);
    case 'known_indicator':
      return knownIndicator(indicatorCodes);
  }
}
