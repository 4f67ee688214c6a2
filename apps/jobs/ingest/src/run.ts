import { runStage } from '@gho-platform/stage-kit';
import { ingest } from './stage.ts';

/** run is the stage as the process of a container. */
export async function run(): Promise<void> {
  await runStage('ingest', ingest);
}
