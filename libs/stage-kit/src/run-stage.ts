import { writeFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { encodeResult } from './encode-result.ts';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { exitCodes, StageError, type ExitCode } from './errors.ts';
import { createLogger, logLevels, type Logger } from './logger.ts';
import type { StageResult } from './result.ts';
import { readStageInput, type StageInput } from './stage-input.ts';
import { listenForStop } from './stop-signal.ts';

export interface StageContext {
  readonly input: StageInput;
  readonly environment: Environment;
  readonly logger: Logger;
  /** Aborted on SIGTERM; a stage passes it to everything that waits. */
  readonly signal: AbortSignal;
}

export type Stage = (context: StageContext) => Promise<StageResult>;

/** The process as runStage sees it; a test hands in its own. */
export interface StageProcess {
  readonly environment: Environment;
  /** Aborted when the process is told to stop, which may have been before the stage ran. */
  readonly stopping: AbortSignal;
  readonly onCrash: (listener: (error: unknown) => void) => void;
  readonly writeResult: (path: string, text: string) => void;
  readonly exit: (code: ExitCode) => void;
  readonly logger?: Logger;
  /** How long a stage may take to clean up after SIGTERM. */
  readonly graceMs: number;
}

interface Outcome {
  readonly exitCode: ExitCode;
  readonly result: StageResult;
  readonly error?: unknown;
}

/**
 * runStage is the only place of a stage that catches, logs failures, writes the result and decides
 * the exit code. It always ends the process: a forgotten connection must not delay the next stage.
 */
export async function runStage(
  name: string,
  stage: Stage,
  host: StageProcess = realProcess(),
): Promise<void> {
  let logger = host.logger ?? createLogger({ fields: { stage: name } });
  const { environment, stopping } = host;
  let outcome: Outcome;
  try {
    const input = readStageInput(environment);
    logger = host.logger ?? stageLogger(environment, input);
    // A signal that came while modules were loading is delivered with the next turn of the loop.
    await nextTurn();
    stopping.throwIfAborted();
    // Of this process: how long Node.js and the modules of the stage took to load.
    logger.info({ startupMs: Math.round(performance.now()) }, 'Started stage');
    const work = stage({ input, environment, logger, signal: stopping });
    outcome = { exitCode: exitCodes.done, result: await untilEnd(work, host) };
  } catch (error) {
    outcome = failureOutcome(error, stopping.aborted);
  }
  finish(outcome, logger, host);
}

/** untilEnd waits for the work, an error nobody awaited, or the end of the grace after SIGTERM. */
async function untilEnd(work: Promise<StageResult>, host: StageProcess): Promise<StageResult> {
  const { promise: ended, reject: end } = Promise.withResolvers<never>();
  host.onCrash(end);
  host.stopping.addEventListener('abort', () => {
    setTimeout(() => {
      end(new Error('stage did not stop within its grace period'));
    }, host.graceMs).unref();
  });
  return Promise.race([work, ended]);
}

function failureOutcome(error: unknown, isStopping: boolean): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StageError) {
    const { exitCode, reason, result } = error;
    // A failure that is final stays final, even when the stop arrived at the same moment.
    if (!isStopping || exitCode === exitCodes.dataFailed || exitCode === exitCodes.configuration) {
      return { exitCode, result: { ...result, reason, message }, error };
    }
  }
  return isStopping
    ? { exitCode: exitCodes.stopped, result: { reason: 'Stopped', message }, error }
    : { exitCode: exitCodes.crashed, result: { reason: 'StageCrashed', message }, error };
}

function finish(outcome: Outcome, logger: Logger, host: StageProcess): void {
  const encoded = encodeResult(outcome.result);
  const exitCode =
    encoded.isUsable || outcome.exitCode !== exitCodes.done ? outcome.exitCode : exitCodes.crashed;
  const { error, result } = outcome;
  if (exitCode === exitCodes.done) {
    logger.info({ exitCode, result }, 'Finished stage');
  } else {
    logger.error({ exitCode, reason: result.reason, error, result: encoded.text }, 'Failed stage');
  }
  const path = host.environment.TERMINATION_LOG_PATH ?? '/dev/termination-log';
  try {
    host.writeResult(path, encoded.text);
  } catch (writeError) {
    logger.warn({ path, error: writeError }, 'Could not write the stage result');
  }
  host.exit(exitCode);
}

function stageLogger(environment: Environment, input: StageInput): Logger {
  const { level } = readEnvironment(environment, (reader) => ({
    level: reader.choice('LOG_LEVEL', logLevels, 'info'),
  }));
  const { runName, namespace, stage, attempt, shardIndex } = input;
  const fields = { run: runName, namespace, stage, attempt, shard: shardIndex };
  return createLogger({ level, fields });
}

function realProcess(): StageProcess {
  return {
    environment: process.env,
    stopping: listenForStop(),
    onCrash: (listener) => {
      process.once('uncaughtException', listener);
      process.once('unhandledRejection', listener);
    },
    writeResult: (path, text) => {
      writeFileSync(path, text);
    },
    exit: (code) => process.exit(code),
    // Kubernetes kills 30 seconds after SIGTERM by default; the result has to be written before.
    graceMs: 25_000,
  };
}
