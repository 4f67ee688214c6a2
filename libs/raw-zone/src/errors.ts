/** MissingBucketError: the bucket does not exist; whoever runs the store has to create it. */
export class MissingBucketError extends Error {
  override readonly name = 'MissingBucketError';
}

/** StoreRefusedError: the store knows us not, or not well enough. */
export class StoreRefusedError extends Error {
  override readonly name = 'StoreRefusedError';
}

/** DamagedPartitionError: a published partition is not what its manifest says. */
export class DamagedPartitionError extends Error {
  override readonly name = 'DamagedPartitionError';
}
