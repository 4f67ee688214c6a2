import { runStage } from '@gho-platform/stage-kit';
import { runMigration } from './migration.ts';
import { transform } from './transform.ts';

/** run is the process of a container: the stage, or with the argument `migrate` the migration alone. */
export async function run(): Promise<void> {
  if (process.argv[2] === 'migrate') {
    process.exitCode = await runMigration(process.env);
    return;
  }
  await runStage('transform', transform);
}
