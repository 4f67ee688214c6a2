import type { NullRatioCheck } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';
import { isAbsent } from '../row.ts';

/** nullRatio counts rows without a value in a field; the threshold says how many are normal. */
export function nullRatio({ field }: NullRatioCheck): RowEvaluator {
  return (row) =>
    isAbsent(row[field]) ? { reason: 'NullValue', detail: `${field} is null` } : 'Passed';
}
