import { join } from 'node:path';
import {
  startStageProcess,
  type EndedStage,
  type RunningStage,
} from '@gho-platform/testing/stage-process';
import { artifactBucket, rawBucket, type Warehouse } from './platform.ts';
import { programs } from '../programs.ts';

const contracts = join(import.meta.dirname, '../../../../apps/jobs/transform/contracts');

export interface Attempt {
  readonly runUid: string;
  /** 1 unless given. */
  readonly attempt?: number;
  readonly ingestionDate: string;
  readonly indicators: readonly string[];
  /** Overrides of the stage's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** startTransform starts the stage as its container would, in a process of its own. */
export function startTransform(warehouse: Warehouse, attempt: Attempt): Promise<RunningStage> {
  return startStageProcess({
    entry: programs.transform,
    environment: { ...warehouse.environment, ...stageEnvironment(attempt) },
  });
}

export async function runTransform(warehouse: Warehouse, attempt: Attempt): Promise<EndedStage> {
  return (await startTransform(warehouse, attempt)).ended;
}

function stageEnvironment(attempt: Attempt): Record<string, string> {
  return {
    PIPELINE_RUN_NAME: 'nightly',
    PIPELINE_RUN_UID: attempt.runUid,
    PIPELINE_STAGE: 'transform',
    PIPELINE_ATTEMPT: String(attempt.attempt ?? 1),
    PIPELINE_SHARDS: '1',
    INGESTION_DATE: attempt.ingestionDate,
    INDICATORS: attempt.indicators.join(','),
    RAW_BUCKET: rawBucket,
    ARTIFACT_BUCKET: artifactBucket,
    QUALITY_CONTRACT_FOLDER: contracts,
    ...attempt.environment,
  };
}
