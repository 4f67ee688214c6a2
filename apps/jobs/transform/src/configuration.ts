import { readIndicatorChoice, type IndicatorChoice } from '@gho-platform/gho';
import { readEncryption, type Encryption } from '@gho-platform/raw-zone';
import { readEnvironment, type Environment } from '@gho-platform/stage-kit';
import { readDatabaseSettings, type DatabaseSettings } from './database-settings.ts';

/** DeclaredConfiguration is what the pipeline declares for this stage. */
export interface DeclaredConfiguration {
  /** YYYY-MM-DD. */
  readonly ingestionDate: string;
  readonly choice: IndicatorChoice;
  /**
   * Where the contracts of the image are, and those that replace or add to them. Relative paths start at
   * the working directory, which the image sets.
   */
  readonly contractFolder: string;
  readonly contractPaths: readonly string[];
  readonly rawBucket: string;
  readonly artifactBucket: string;
  readonly forcePathStyle: boolean;
  /** Of the quality report. */
  readonly encryption: Encryption | undefined;
  readonly database: DatabaseSettings;
}

/** Configuration knows the indicators, too. */
export interface Configuration extends DeclaredConfiguration {
  readonly indicators: readonly string[];
}

/** readConfiguration throws one ConfigurationError that names every wrong variable. */
export function readConfiguration(environment: Environment): DeclaredConfiguration {
  return readEnvironment(environment, (reader) => ({
    ingestionDate: reader.date('INGESTION_DATE'),
    choice: readIndicatorChoice(reader),
    contractFolder: reader.text('QUALITY_CONTRACT_FOLDER', { fallback: 'contracts' }),
    contractPaths: reader.list('QUALITY_CONTRACT', { fallback: [] }),
    rawBucket: reader.text('RAW_BUCKET'),
    artifactBucket: reader.text('ARTIFACT_BUCKET'),
    forcePathStyle: reader.boolean('S3_FORCE_PATH_STYLE', false),
    encryption: readEncryption(reader),
    database: readDatabaseSettings(reader),
  }));
}
