/** Batch is a share of the histories, small enough to be repeated alone. */
export interface Batch {
  /** From 0 to 2^31 - 1. */
  readonly seed: number;
  /** Over all models together. */
  readonly histories: number;
}

export const batchSize = 1_000;

/**
 * batchesOf splits histories, each batch with a seed of its own: the first has the one that is given.
 * What a batch plays depends on its seed alone, not on how many workers there are.
 */
export function* batchesOf({ seed, histories }: Batch): Generator<Batch> {
  for (let index = 0; index * batchSize < histories; index += 1) {
    const left = histories - index * batchSize;
    yield { seed: (seed + index) % 2 ** 31, histories: Math.min(batchSize, left) };
  }
}
