import type { Threshold } from './contract.ts';
import type { IndicatorCount } from './tally.ts';

/** Breach says by how much a threshold was exceeded, and by which indicator when it is a ratio. */
export interface Breach {
  readonly indicator?: string;
  readonly rowsFailed: number;
  readonly rowsAllowed: number;
}

/** breachOf returns the worst breach of a threshold, or undefined when it holds. */
export function breachOf(
  threshold: Threshold | undefined,
  counts: readonly IndicatorCount[],
): Breach | undefined {
  const basisPoints = threshold?.maxBasisPoints;
  return basisPoints === undefined
    ? breachOfTotal(threshold?.maxRows ?? 0, counts)
    : breachOfRatio(basisPoints, counts);
}

function breachOfTotal(rowsAllowed: number, counts: readonly IndicatorCount[]): Breach | undefined {
  const rowsFailed = counts.reduce((sum, { failed }) => sum + failed, 0);
  return rowsFailed > rowsAllowed ? { rowsFailed, rowsAllowed } : undefined;
}

function breachOfRatio(basisPoints: number, counts: readonly IndicatorCount[]): Breach | undefined {
  const breaches = counts
    .map(({ indicator, failed, checked }) => ({
      indicator,
      rowsFailed: failed,
      rowsAllowed: Math.floor((checked * basisPoints) / 10_000),
    }))
    .filter(({ rowsFailed, rowsAllowed }) => rowsFailed > rowsAllowed)
    .sort((left, right) => excess(right) - excess(left));
  return breaches[0];
}

function excess({ rowsFailed, rowsAllowed }: Breach): number {
  return rowsFailed - rowsAllowed;
}
