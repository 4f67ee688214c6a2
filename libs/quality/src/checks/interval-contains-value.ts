import type { IntervalContainsValueCheck } from '../contract.ts';
import type { Finding, RowEvaluator } from '../finding.ts';

/** intervalContainsValue expects Low <= NumericValue <= High; a missing bound does not bind. */
export function intervalContainsValue({ tolerance }: IntervalContainsValueCheck): RowEvaluator {
  return ({ NumericValue: value, Low: low, High: high }) => {
    const lower = typeof low === 'number' ? low : -Infinity;
    const upper = typeof high === 'number' ? high : Infinity;
    if (lower === -Infinity && upper === Infinity) {
      return 'NotApplicable';
    }
    return lower > upper + tolerance
      ? { reason: 'ReversedInterval', detail: `low ${lower} above high ${upper}` }
      : position(value, { lower, upper, tolerance });
  };
}

interface Bounds {
  readonly lower: number;
  readonly upper: number;
  readonly tolerance: number;
}

function position(value: unknown, { lower, upper, tolerance }: Bounds): Finding {
  if (typeof value !== 'number') {
    return 'NotApplicable';
  }
  return value >= lower - tolerance && value <= upper + tolerance
    ? 'Passed'
    : { reason: 'OutsideInterval', detail: `${value} not in [${lower}, ${upper}]` };
}
