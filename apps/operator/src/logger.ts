import type { Logger } from 'pino';
import { pino, stdTimeFunctions } from 'pino';
import type { LogLevel } from './config.ts';

/**
 * Makes the process's logger: one JSON object a line on standard output, the level as a word.
 * Writing is synchronous, so that the line about a crash is not lost.
 */
export function createLogger(level: LogLevel): Logger {
  return pino({
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
