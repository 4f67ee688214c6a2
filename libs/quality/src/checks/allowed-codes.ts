import type { AllowedCodesCheck } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';
import { isAbsent, showValue } from '../row.ts';

/** allowedCodes fails rows whose field holds a code outside the list; an absent code does not apply. */
export function allowedCodes({ field, codes }: AllowedCodesCheck): RowEvaluator {
  const allowed: ReadonlySet<unknown> = new Set(codes);
  return (row) => {
    const value = row[field];
    if (isAbsent(value)) {
      return 'NotApplicable';
    }
    return allowed.has(value)
      ? 'Passed'
      : { reason: 'UnknownCode', detail: `${field} ${showValue(value)} is not a known code` };
  };
}
