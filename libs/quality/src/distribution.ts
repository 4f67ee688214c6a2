/** Distribution sums up the numbers of one data set; quartiles as PostgreSQL's percentile_cont has them. */
export interface Distribution {
  readonly values: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
}

/** distributionOf returns undefined when there is no value. The values are finite. */
export function distributionOf(values: readonly number[]): Distribution | undefined {
  if (values.length === 0) {
    return undefined;
  }
  // A typed array sorts by number without a call for each pair.
  const sorted = Float64Array.from(values).sort();
  return {
    values: sorted.length,
    lowerQuartile: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upperQuartile: quantile(sorted, 0.75),
  };
}

/** Interpolates between the two nearest values, which must be sorted. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const lower = sorted[Math.floor(position)] ?? 0;
  const upper = sorted[Math.ceil(position)] ?? lower;
  // The difference of two huge values of opposite signs would be infinite.
  const weight = position % 1;
  return lower * (1 - weight) + upper * weight;
}
