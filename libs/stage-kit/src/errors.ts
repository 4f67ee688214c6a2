import type { StageResult } from './result.ts';

/** Exit codes of every stage container; the operator decides on retries by them alone. */
export const exitCodes = {
  done: 0,
  crashed: 1,
  /** EX_DATAERR: the data broke its contract; a retry would read the same data. */
  dataFailed: 65,
  /** EX_TEMPFAIL: the source or a store is unavailable for now. */
  unavailable: 75,
  /** EX_CONFIG: somebody has to change the configuration first. */
  configuration: 78,
  /** 128 + SIGTERM. */
  stopped: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface StageErrorOptions {
  /** CamelCase word that the operator copies into the status of the run. */
  readonly reason?: string;
  /** What the stage had achieved or measured before it failed. */
  readonly result?: StageResult;
  readonly cause?: unknown;
}

/** StageError is a failure whose exit code is known; anything else thrown counts as a crash. */
export abstract class StageError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly reason: string;
  readonly result: StageResult;

  constructor(message: string, reason: string, options: StageErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = options.reason ?? reason;
    this.result = options.result ?? {};
  }
}

/** ConfigurationError means that no retry can help until a person changes the configuration. */
export class ConfigurationError extends StageError {
  override readonly name = 'ConfigurationError';
  readonly exitCode = exitCodes.configuration;

  constructor(message: string, options: StageErrorOptions = {}) {
    super(message, 'InvalidConfiguration', options);
  }
}

/** DataError means that the data failed its contract; the evidence travels in `result`. */
export class DataError extends StageError {
  override readonly name = 'DataError';
  readonly exitCode = exitCodes.dataFailed;

  constructor(message: string, options: StageErrorOptions = {}) {
    super(message, 'DataQualityFailed', options);
  }
}

/** UnavailableError means that a source or store did not answer properly; a retry may succeed. */
export class UnavailableError extends StageError {
  override readonly name = 'UnavailableError';
  readonly exitCode = exitCodes.unavailable;

  constructor(message: string, options: StageErrorOptions = {}) {
    super(message, 'Unavailable', options);
  }
}
