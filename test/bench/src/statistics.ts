/** Spread is how a series of measurements lies, all in the unit of the measurements. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly greatest: number;
}

/**
 * quantile is the smallest value that at least the share `q` of all values does not exceed, so it is
 * always one that was measured. `q` is from 0 to 1.
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  if (value === undefined) throw new Error('quantile of no values');
  return value;
}

/** spreadOf gives the least, the middle and the greatest of the values. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    least: quantile(values, 0),
    median: quantile(values, 0.5),
    greatest: quantile(values, 1),
  };
}

/**
 * ratiosOf divides each round's measurement by that of the yardstick in the same round: what slows a
 * machine down for a while slows both.
 */
export function ratiosOf(
  measured: readonly number[],
  yardstick: readonly number[],
): readonly number[] {
  return measured.map((value, round) => {
    const unit = yardstick[round];
    if (unit === undefined) throw new Error(`round ${round + 1} has no yardstick`);
    return value / unit;
  });
}
