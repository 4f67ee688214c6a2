import type { RowEvaluator } from '../finding.ts';
import { showValue } from '../row.ts';

/** indicatorMatch fails rows that carry another indicator than the partition they were read from. */
export function indicatorMatch(): RowEvaluator {
  return ({ IndicatorCode: code }, indicator) =>
    code === indicator
      ? 'Passed'
      : {
          reason: 'ForeignIndicator',
          detail: `IndicatorCode ${showValue(code)} in the data of ${indicator}`,
        };
}
