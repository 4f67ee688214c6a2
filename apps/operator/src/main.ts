import { systemClock } from '@gho-platform/kube';
import process from 'node:process';
import { exitCodes } from '@gho-platform/api';
import { ConfigError, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { createLogger } from './logger.ts';
import { Metrics } from './metrics.ts';
import { PlatformOperator } from './operator.ts';

/** A stop that takes longer is cut off: the kubelet would not wait much longer either. */
const stopDeadlineMs = 4_500;

async function main(): Promise<void> {
  const config = configOrExit();
  const logger = createLogger(config.logLevel);
  // Crash-only: nobody knows what state an unforeseen error leaves; a new process starts from the
  // API server's.
  const crash = (error: unknown): void => {
    logger.fatal({ err: error }, 'Process crashed');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  const operator = new PlatformOperator({
    config,
    logger,
    clock: systemClock,
    metrics: new Metrics(),
  });
  const stop = (signal: string): void => {
    logger.info({ signal }, 'Stop requested');
    setTimeout(() => {
      logger.error('Stop took too long');
      process.exit(1);
    }, stopDeadlineMs).unref();
    operator.stop();
    void operator.stopped().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  logger.info({ config }, 'Operator started');
  await operator.start();
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    createLogger('error').fatal({ problems: error.problems }, 'Configuration was refused');
    process.exit(exitCodes.configurationInvalid);
  }
}

await main();
