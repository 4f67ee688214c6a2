import type { Threshold } from './contract.ts';

/** FailedRows is what one check counted in one data set. */
export interface FailedRows {
  readonly dataSet: string;
  /** All rows that were read of it, whether the check applied to them or not. */
  readonly read: number;
  readonly failed: number;
}

/** Breach says by how much a threshold was exceeded, and by which data set when it is a ratio. */
export interface Breach {
  readonly dataSet?: string;
  readonly rowsFailed: number;
  readonly rowsAllowed: number;
}

/** breachOf returns the worst breach of a threshold, or undefined when it holds. */
export function breachOf(
  threshold: Threshold | undefined,
  counts: readonly FailedRows[],
): Breach | undefined {
  const basisPoints = threshold?.maxBasisPoints;
  return basisPoints === undefined
    ? breachOfTotal(threshold?.maxRows ?? 0, counts)
    : breachOfRatio(basisPoints, counts);
}

function breachOfTotal(rowsAllowed: number, counts: readonly FailedRows[]): Breach | undefined {
  const rowsFailed = counts.reduce((sum, { failed }) => sum + failed, 0);
  return rowsFailed > rowsAllowed ? { rowsFailed, rowsAllowed } : undefined;
}

function breachOfRatio(basisPoints: number, counts: readonly FailedRows[]): Breach | undefined {
  const breaches = counts
    .map(({ dataSet, failed, read }) => ({
      dataSet,
      rowsFailed: failed,
      rowsAllowed: Math.floor((read * basisPoints) / 10_000),
    }))
    .filter(({ rowsFailed, rowsAllowed }) => rowsFailed > rowsAllowed)
    .sort((left, right) => excess(right) - excess(left));
  return breaches[0];
}

function excess({ rowsFailed, rowsAllowed }: Breach): number {
  return rowsFailed - rowsAllowed;
}
