import type { TextPatternCheck } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';
import { isAbsent, showValue } from '../row.ts';

/** textPattern fails rows whose field is no text that the pattern matches; an absent one does not apply. */
export function textPattern({ field, pattern }: TextPatternCheck): RowEvaluator {
  const expression = new RegExp(pattern, 'u');
  return (row) => {
    const value = row[field];
    if (isAbsent(value)) {
      return 'NotApplicable';
    }
    return typeof value === 'string' && expression.test(value)
      ? 'Passed'
      : { reason: 'WrongFormat', detail: `${field} ${showValue(value)} does not match ${pattern}` };
  };
}
