import {
  GhoRefusedError,
  GhoSchemaError,
  GhoUnavailableError,
  GhoUnknownResourceError,
  IndicatorChoiceError,
} from '@gho-platform/gho';
import {
  DamagedPartitionError,
  isStoreUnavailable,
  MissingBucketError,
  MissingCatalogueError,
  SchemaDriftError,
  StoreRefusedError,
} from '@gho-platform/raw-zone';
import {
  ConfigurationError,
  DataError,
  UnavailableError,
  type StageResult,
} from '@gho-platform/stage-kit';

type Constructor = new (...parameters: never[]) => Error;

/** These need a person: the codes, the address, the bucket or the rights are wrong. */
const configurationErrors: readonly Constructor[] = [
  MissingCatalogueError,
  IndicatorChoiceError,
  GhoUnknownResourceError,
  GhoRefusedError,
  MissingBucketError,
  StoreRefusedError,
];

/**
 * stageFailure gives what the libraries threw the exit code and reason of this stage, with what had
 * been done until then. Anything it does not know is returned as it is and counts as a crash.
 */
export function stageFailure(error: unknown, result: StageResult): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const options = { cause: error, result };
  if (configurationErrors.some((kind) => error instanceof kind)) {
    return new ConfigurationError(message, options);
  }
  if (error instanceof GhoSchemaError || error instanceof SchemaDriftError) {
    return new DataError(message, { ...options, reason: 'SourceSchemaChanged' });
  }
  if (error instanceof DamagedPartitionError) {
    // Bytes that were damaged on the way are sound at the next attempt.
    return new UnavailableError(message, { ...options, reason: 'RawPartitionDamaged' });
  }
  if (error instanceof GhoUnavailableError) {
    return new UnavailableError(message, { ...options, reason: 'SourceUnavailable' });
  }
  if (isStoreUnavailable(error)) {
    return new UnavailableError(`raw zone is unavailable: ${message}`, {
      ...options,
      reason: 'StoreUnavailable',
    });
  }
  return error;
}
