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

/** SchemaDriftError: a data set has other fields or types than before, and the policy is to halt. */
export class SchemaDriftError extends Error {
  override readonly name = 'SchemaDriftError';
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * isStoreUnavailable says that an error came from the store or the way to it, and that trying later
 * is sensible: the S3 client has repeated the request by then.
 */
export function isStoreUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) {
    return false;
  }
  const { code, name } = error as { code?: unknown; name?: unknown };
  return '$metadata' in error || name === 'TimeoutError' || networkCodes.has(String(code));
}
