import type { RowCountChangeCheck } from '../contract.ts';
import type { Failure } from '../finding.ts';

/**
 * rowCountFailure compares the rows read of one indicator with those of its last good load. A
 * cut-off answer of the source looks like a large drop.
 */
export function rowCountFailure(
  check: RowCountChangeCheck,
  current: number,
  previous: number,
): Failure | undefined {
  if (previous === 0) {
    return undefined;
  }
  const change = Math.round(((current - previous) * 10_000) / previous);
  const detail = `${current} rows, ${previous} in the last good load (${percent(change)} %)`;
  if (-change > check.maximumDropBasisPoints) {
    return { reason: 'RowCountDropped', detail };
  }
  return change > (check.maximumGrowthBasisPoints ?? Infinity)
    ? { reason: 'RowCountGrown', detail }
    : undefined;
}

function percent(basisPoints: number): string {
  return `${basisPoints > 0 ? '+' : ''}${(basisPoints / 100).toFixed(1)}`;
}
