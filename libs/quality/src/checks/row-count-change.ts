import type { RowCountChangeCheck } from '../contract.ts';
import type { DataSetEvaluator } from '../finding.ts';

/**
 * rowCountChange compares the rows read of one data set with those of its last good load. A
 * cut-off answer of the source looks like a large drop.
 */
export function rowCountChange(check: RowCountChangeCheck): DataSetEvaluator {
  return ({ rows: current, previous: { rows: previous } = { rows: 0 } }) => {
    if (previous === 0) {
      return 'NotApplicable';
    }
    const change = Math.round(((current - previous) * 10_000) / previous);
    const detail = `${current} rows, ${previous} in the last good load (${percent(change)} %)`;
    if (-change > check.maximumDropBasisPoints) {
      return { reason: 'RowCountDropped', detail };
    }
    return change > (check.maximumGrowthBasisPoints ?? Infinity)
      ? { reason: 'RowCountGrown', detail }
      : 'Passed';
  };
}

function percent(basisPoints: number): string {
  return `${basisPoints > 0 ? '+' : ''}${(basisPoints / 100).toFixed(1)}`;
}
