import type { DataPlatform } from './data-platform.ts';
import type { GrownPull } from './grown-pull.ts';
import { runStage, type StageRun } from './stage-run.ts';

/**
 * runTransform loads a pull into an empty warehouse in a database of that name. It throws unless every
 * row was written: what is thrown out costs less and would not be comparable.
 */
export async function runTransform(
  { postgres }: DataPlatform,
  { environment, rows }: GrownPull,
  database: string,
): Promise<StageRun> {
  const run = await runStage('transform', {
    ...environment,
    ...(await postgres.createDatabase(database)),
    PIPELINE_RUN_UID: database,
  });
  if (run.result.rows?.written !== rows) {
    throw new Error(`transform wrote ${run.result.rows?.written ?? 0} of ${rows} rows`);
  }
  return run;
}
