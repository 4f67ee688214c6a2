import {
  codePattern,
  defaultRetryPolicy,
  readIndicatorChoice,
  type IndicatorChoice,
} from '@gho-platform/gho';
import {
  readEncryption,
  schemaDriftPolicies,
  type Encryption,
  type SchemaDriftPolicy,
} from '@gho-platform/raw-zone';
import { readEnvironment, type Environment } from '@gho-platform/stage-kit';

export interface IngestConfig {
  readonly baseUrl: URL;
  readonly choice: IndicatorChoice;
  readonly dimensions: readonly string[];
  /** YYYY-MM-DD. */
  readonly ingestionDate: string;
  /** Of all shards together. */
  readonly requestsPerSecond: number;
  readonly requestTimeoutMs: number;
  /** Including the first; per data set and run of this container. */
  readonly pullAttempts: number;
  /** Failed attempts in a row, over all data sets, after which this shard stops asking. */
  readonly failureLimit: number;
  readonly onSchemaDrift: SchemaDriftPolicy;
  readonly bucket: string;
  readonly forcePathStyle: boolean;
  readonly encryption: Encryption | undefined;
}

/** readConfig throws one ConfigurationError that names every wrong field. */
export function readConfig(environment: Environment): IngestConfig {
  return readEnvironment(environment, (reader) => {
    const timeoutSeconds = reader.integer('REQUEST_TIMEOUT_SECONDS', {
      fallback: 60,
      minimum: 1,
      maximum: 600,
    });
    // The S3 client reads these itself, but would report them late and one by one.
    reader.text('AWS_REGION');
    return {
      baseUrl: reader.url('GHO_API_BASE_URL', 'https://ghoapi.azureedge.net/api/'),
      choice: readIndicatorChoice(reader),
      dimensions: reader.list('DIMENSIONS', {
        fallback: ['COUNTRY', 'REGION'],
        pattern: codePattern,
      }),
      ingestionDate: reader.date('INGESTION_DATE'),
      requestsPerSecond: reader.number('REQUESTS_PER_SECOND', {
        fallback: 4,
        minimum: 0.01,
        maximum: 100,
      }),
      requestTimeoutMs: timeoutSeconds * 1000,
      pullAttempts: reader.integer('PULL_ATTEMPTS', {
        fallback: defaultRetryPolicy.attempts,
        minimum: 1,
        maximum: 20,
      }),
      failureLimit: reader.integer('SOURCE_FAILURE_LIMIT', {
        fallback: 2 * defaultRetryPolicy.attempts,
        minimum: 1,
        maximum: 1000,
      }),
      onSchemaDrift: reader.choice('SCHEMA_DRIFT', schemaDriftPolicies, 'Record'),
      bucket: reader.text('RAW_BUCKET'),
      forcePathStyle: reader.boolean('S3_FORCE_PATH_STYLE', false),
      encryption: readEncryption(reader),
    };
  });
}
