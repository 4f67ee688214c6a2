import { runStage } from '@gho-platform/stage-kit';
import { ingest } from './stage.ts';

await runStage('ingest', ingest);
