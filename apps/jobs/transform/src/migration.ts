import {
  createLogger,
  exitCodes,
  readEnvironment,
  StageError,
  type Environment,
  type ExitCode,
} from '@gho-platform/stage-kit';
import { migrate, WarehouseSession } from '@gho-platform/warehouse';
import { readDatabaseSettings } from './database-settings.ts';
import { stageError } from './stage-error.ts';

/**
 * runMigration brings the warehouse up to date and ends, for whoever lets its owner do that apart from
 * the stage, which then needs no right to change a table. Returns the exit code.
 */
export async function runMigration(environment: Environment): Promise<ExitCode> {
  const logger = createLogger({ fields: { command: 'migrate' } });
  try {
    const settings = readEnvironment(environment, readDatabaseSettings);
    const session = await WarehouseSession.open({ ...settings, applicationName: 'migrate' });
    try {
      logger.info({ applied: await migrate(session) }, 'Migrated warehouse');
    } finally {
      await session.close();
    }
    return exitCodes.done;
  } catch (error) {
    const failure = stageError(error);
    logger.error({ error: failure }, 'Failed to migrate the warehouse');
    return failure instanceof StageError ? failure.exitCode : exitCodes.crashed;
  }
}
