import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifactBucket, rawBucket, type Warehouse } from './platform.ts';

const project = join(import.meta.dirname, '../../../../apps/jobs/transform');

export interface Attempt {
  readonly runUid: string;
  /** 1 unless given. */
  readonly attempt?: number;
  readonly ingestionDate: string;
  readonly indicators: readonly string[];
  /** Overrides of the stage's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface StageOutcome {
  /** Undefined when a signal ended the process. */
  readonly exitCode: number | undefined;
  readonly result: StageResult;
  readonly log: string;
}

/** The termination message as the operator reads it. */
export interface StageResult {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly rows?: Readonly<Record<string, number>>;
  readonly quality?: {
    readonly checks: number;
    readonly passed: number;
    readonly warned: number;
    readonly failed: number;
    readonly worst: readonly { readonly check: string; readonly rows: number }[];
  };
  readonly reason?: string;
  readonly message?: string;
}

export interface RunningStage {
  readonly process: ChildProcess;
  readonly outcome: Promise<StageOutcome>;
}

/** startTransform starts the stage as its container would, from source, in a process of its own. */
export async function startTransform(
  warehouse: Warehouse,
  attempt: Attempt,
): Promise<RunningStage> {
  const folder = await mkdtemp(join(tmpdir(), 'gho-test-transform-'));
  const resultPath = join(folder, 'termination-log');
  const child = spawn(
    process.execPath,
    ['--conditions=@gho-platform/source', join(project, 'src/main.ts')],
    {
      cwd: project,
      env: {
        PATH: process.env.PATH,
        ...warehouse.environment,
        ...stageEnvironment(attempt),
        TERMINATION_LOG_PATH: resultPath,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  }
  const outcome = once(child, 'close').then(async ([code]: unknown[]) => {
    const text = await readFile(resultPath, 'utf8').catch(() => '{}');
    await rm(folder, { recursive: true });
    const result = JSON.parse(text) as StageResult;
    return { exitCode: typeof code === 'number' ? code : undefined, result, log };
  });
  return { process: child, outcome };
}

export async function runTransform(warehouse: Warehouse, attempt: Attempt): Promise<StageOutcome> {
  return (await startTransform(warehouse, attempt)).outcome;
}

function stageEnvironment(attempt: Attempt): Record<string, string> {
  return {
    PIPELINE_RUN_NAME: 'nightly',
    PIPELINE_RUN_UID: attempt.runUid,
    PIPELINE_NAMESPACE: 'gho-platform',
    PIPELINE_STAGE: 'transform',
    PIPELINE_ATTEMPT: String(attempt.attempt ?? 1),
    PIPELINE_SHARDS: '1',
    INGESTION_DATE: attempt.ingestionDate,
    INDICATORS: attempt.indicators.join(','),
    RAW_BUCKET: rawBucket,
    ARTIFACT_BUCKET: artifactBucket,
    ...attempt.environment,
  };
}
