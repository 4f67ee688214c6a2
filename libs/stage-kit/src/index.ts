/**
 * What every stage container shares: its input, its result, its exit codes, its signals and its
 * logger. It knows nothing of any one stage.
 */
export * from './encode-result.ts';
export * from './environment.ts';
export * from './errors.ts';
export * from './logger.ts';
export * from './result.ts';
export * from './run-stage.ts';
export * from './stage-input.ts';
