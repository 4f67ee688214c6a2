import { runStage } from '@gho-platform/stage-kit';
import { transform } from './transform.ts';

/** run is the stage as the process of a container. */
export async function run(): Promise<void> {
  await runStage('transform', transform);
}
