import type { FieldName } from '../data-set-shape.ts';
import type { RowEvaluator } from '../finding.ts';
import { showValue } from '../row.ts';

/**
 * dataSetMatch fails rows that carry the code of another data set than the one they were read from. It
 * does not apply to rows that name none.
 */
export function dataSetMatch(owner: FieldName | undefined): RowEvaluator {
  return (row, dataSet) => {
    if (owner === undefined) {
      return 'NotApplicable';
    }
    return row[owner] === dataSet
      ? 'Passed'
      : {
          reason: 'ForeignRow',
          detail: `${owner} ${showValue(row[owner])} in the data of ${dataSet}`,
        };
  };
}
