import type { FalseZeroCheck } from '../contract.ts';
import type { RowEvaluator } from '../finding.ts';

/** falseZero fails rows that say "no data" in Value and zero in NumericValue. */
export function falseZero({ tokens }: FalseZeroCheck): RowEvaluator {
  const meanNoData = new Set(tokens.map((token) => token.trim().toLowerCase()));
  return ({ Value: text, NumericValue: value }) => {
    if (value !== 0 || typeof text !== 'string') {
      return 'NotApplicable';
    }
    return meanNoData.has(text.trim().toLowerCase())
      ? { reason: 'FalseZero', detail: `Value "${text}" with NumericValue 0` }
      : 'Passed';
  };
}
