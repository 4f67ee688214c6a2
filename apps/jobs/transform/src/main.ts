import { runStage } from '@gho-platform/stage-kit';
import { transform } from './transform.ts';

await runStage('transform', transform);
