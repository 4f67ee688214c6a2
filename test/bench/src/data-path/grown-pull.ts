import { grownData, type GrownData } from './grown-rows.ts';
import { ingestionDate } from './ingest.ts';
import { newBuckets, type DataPlatform, type Environment } from './data-platform.ts';
import { recordedCodes } from './recordings.ts';
import type { SourceServer } from './source-server.ts';
import { runStage, type StageRun } from './stage-run.ts';

/** GrownPull is grown data in a raw zone of its own, as ingest left it. */
export interface GrownPull {
  readonly data: GrownData;
  /** Of all indicators together. */
  readonly rows: number;
  /** What a stage needs to find it. */
  readonly environment: Environment;
  readonly run: StageRun;
}

/** pullGrown runs ingest, in one shard, on that many grown rows. */
export async function pullGrown(
  platform: DataPlatform,
  source: SourceServer,
  wanted: number,
): Promise<GrownPull> {
  const data = grownData(wanted, recordedCodes);
  const rows = data.codes.length * data.rowsEach;
  const environment = {
    ...(await newBuckets(platform, `grown-${rows}`)),
    INDICATORS: data.codes.join(','),
    INGESTION_DATE: ingestionDate,
  };
  const run = await runStage('ingest', {
    ...environment,
    GHO_API_BASE_URL: `${source.address}/rows-${data.rowsEach}/api/`,
    REQUESTS_PER_SECOND: '100',
  });
  return { data, rows, environment, run };
}
