/** Distribution sums up the numbers of one data set; quartiles as PostgreSQL's percentile_cont has them. */
export interface Distribution {
  readonly values: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
}

/** distributionOf returns undefined when there is no value. Sorts the given numbers in place. */
export function distributionOf(values: number[]): Distribution | undefined {
  if (values.length === 0) {
    return undefined;
  }
  values.sort((left, right) => left - right);
  return {
    values: values.length,
    lowerQuartile: quantile(values, 0.25),
    median: quantile(values, 0.5),
    upperQuartile: quantile(values, 0.75),
  };
}

/** Interpolates between the two nearest values, which must be sorted. */
function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const lower = sorted[Math.floor(position)] ?? 0;
  const upper = sorted[Math.ceil(position)] ?? lower;
  // The difference of two huge values of opposite signs would be infinite.
  const weight = position % 1;
  return lower * (1 - weight) + upper * weight;
}
