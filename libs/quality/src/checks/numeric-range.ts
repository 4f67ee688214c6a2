import type { NumericRangeCheck } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';

/** numericRange holds NumericValue against the range of its indicator; others have no range. */
export function numericRange({ ranges }: NumericRangeCheck): RowEvaluator {
  const byIndicator = new Map(Object.entries(ranges));
  return ({ NumericValue: value }, indicator) => {
    const range = byIndicator.get(indicator);
    if (range === undefined || typeof value !== 'number') {
      return 'NotApplicable';
    }
    const { minimum = -Infinity, maximum = Infinity } = range;
    return value >= minimum && value <= maximum
      ? 'Passed'
      : { reason: 'OutOfRange', detail: `${value} not in [${minimum}, ${maximum}]` };
  };
}
