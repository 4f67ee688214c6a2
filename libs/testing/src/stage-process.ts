import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StageResult } from '@gho-platform/stage-kit';

export interface StageProcessOptions {
  /** Path of the stage's bundle, absolute or from the root of the repository. */
  readonly entry: string;
  /** Arguments of the container. */
  readonly args?: readonly string[];
  /** Of Node.js, before the entry. */
  readonly execArguments?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Sees each log line as it comes. */
  readonly onLine?: (line: Record<string, unknown>, stage: ChildProcess) => void;
}

export interface EndedStage {
  readonly exitCode: number | null;
  readonly result: StageResult;
  readonly lines: readonly Record<string, unknown>[];
}

/** What every container of a stage gets; see docs/container-contract.md. */
export const stageEnvironment = {
  PIPELINE_RUN_NAME: 'demo',
  PIPELINE_RUN_UID: 'uid-1',
  PIPELINE_NAMESPACE: 'gho-platform',
  PIPELINE_STAGE: 'stage',
  PIPELINE_ATTEMPT: '1',
} as const;

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where Node.js keeps what it compiled: tests start the same programs hundreds of times. */
export const compileCache = join(root, 'node_modules/.cache/node-compile');

/** RunningStage is a stage under way. */
export interface RunningStage {
  readonly process: ChildProcess;
  readonly ended: Promise<EndedStage>;
}

/** startStageProcess starts a stage as its container would: its own process, its environment only. */
export async function startStageProcess(options: StageProcessOptions): Promise<RunningStage> {
  const folder = await mkdtemp(join(tmpdir(), 'gho-stage-'));
  const path = join(folder, 'termination-log');
  const lines: Record<string, unknown>[] = [];
  const stage = spawn(
    process.execPath,
    [...(options.execArguments ?? []), resolve(root, options.entry), ...(options.args ?? [])],
    {
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: compileCache,
        ...stageEnvironment,
        ...options.environment,
        TERMINATION_LOG_PATH: path,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let rest = '';
  stage.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const line = JSON.parse(part) as Record<string, unknown>;
      lines.push(line);
      options.onLine?.(line, stage);
    }
  });
  const ended = new Promise<number | null>((resolve) => stage.once('close', resolve)).then(
    async (exitCode) => {
      // A stage that is killed leaves none.
      const text = await readFile(path, 'utf8').catch(() => '{}');
      await rm(folder, { recursive: true });
      return { exitCode, result: JSON.parse(text) as StageResult, lines };
    },
  );
  return { process: stage, ended };
}

/** runStageProcess runs a stage to its end. */
export async function runStageProcess(options: StageProcessOptions): Promise<EndedStage> {
  return (await startStageProcess(options)).ended;
}
