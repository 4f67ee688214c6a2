import { pino, stdTimeFunctions } from 'pino';
import { readConfig, type ReplayConfig } from './config.ts';
import { startReplay } from './replay.ts';

/** EX_CONFIG. */
const configurationExitCode = 78;

try {
  await serve(readConfig(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = configurationExitCode;
}

async function serve(config: ReplayConfig): Promise<void> {
  const logger = pino({
    level: config.logLevel,
    base: { service: 'gho-replay' },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
  const replay = await startReplay({ ...config, logger });
  logger.info({ port: replay.port, pulls: config.pulls }, 'Started replay');
  const stop = (): void => {
    logger.info('Stopping replay');
    void replay.close();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
