import { IndicatorChoiceError } from '@gho-platform/gho';
import {
  DamagedPartitionError,
  MissingBucketError,
  MissingCatalogueError,
  StoreRefusedError,
} from '@gho-platform/raw-zone';
import {
  ConfigurationError,
  UnavailableError,
  type StageErrorOptions,
} from '@gho-platform/stage-kit';
import { WarehouseAccessError, WarehouseUnavailableError } from '@gho-platform/warehouse';
import { ContractGapError } from './observation-row.ts';

/** What the S3 client says about a failed call: a status when there was an answer, a code when not. */
interface StoreFailure {
  readonly name: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ERR_STREAM_PREMATURE_CLOSE',
]);
const throttled = 429;

/**
 * stageError gives an error of a store or the warehouse the exit code it deserves: refusals need a
 * person, outages a retry. Everything else stays as it is and counts as a crash.
 */
export function stageError(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  const options: StageErrorOptions = { cause: error };
  if (isRefusal(error)) {
    return new ConfigurationError(error.message, options);
  }
  if (error instanceof DamagedPartitionError) {
    // Bytes that were damaged on the way are sound at the next attempt.
    return new UnavailableError(error.message, { ...options, reason: 'DamagedPartition' });
  }
  if (error instanceof WarehouseUnavailableError) {
    return new UnavailableError(error.message, options);
  }
  return isStoreOutage(error)
    ? new UnavailableError(`could not reach the object store: ${error.message}`, options)
    : error;
}

function isRefusal(error: Error): boolean {
  return (
    error instanceof WarehouseAccessError ||
    error instanceof ContractGapError ||
    error instanceof IndicatorChoiceError ||
    error instanceof MissingBucketError ||
    error instanceof MissingCatalogueError ||
    error instanceof StoreRefusedError ||
    [401, 403].includes(statusOf(error) ?? 0)
  );
}

function isStoreOutage(error: Error): boolean {
  const status = statusOf(error);
  if (status !== undefined) {
    return status >= 500 || status === throttled;
  }
  const { code } = error as StoreFailure;
  return error.name === 'TimeoutError' || networkCodes.has(code ?? '');
}

function statusOf(error: StoreFailure): number | undefined {
  return error.$metadata?.httpStatusCode;
}
