import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageEnvironment } from '@gho-platform/testing/stage-process';
import { programs } from '../programs.ts';

const execute = promisify(execFile);

/** A signal in the very moment in which the process begins to listen: the earliest that can be heard. */
const signalAtOnce = `process.on('newListener', (name) => {
  if (name === 'SIGTERM') process.kill(process.pid, 'SIGTERM');
});`;

interface Ended {
  readonly exitCode: unknown;
  readonly result: unknown;
  readonly log: readonly unknown[];
}

describe('SIGTERM while a stage is starting', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gho-test-early-stop-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function stopAtOnce(file: string): Promise<Ended> {
    const path = join(folder, 'termination-log');
    const preload = `data:text/javascript,${encodeURIComponent(signalAtOnce)}`;
    const { code, stdout } = await execute(process.execPath, ['--import', preload, file], {
      env: {
        PATH: process.env.PATH,
        ...stageEnvironment,
        TERMINATION_LOG_PATH: path,
      },
    }).then(
      ({ stdout: text }) => ({ code: 0, stdout: text }),
      (error: unknown) => error as { code: unknown; stdout: string },
    );
    const lines = stdout.trim().split('\n');
    return {
      exitCode: code,
      result: JSON.parse(await readFile(path, 'utf8')),
      log: lines.map((line) => (JSON.parse(line) as { msg: unknown }).msg),
    };
  }

  it.each(['ingest', 'transform'] as const)(
    'ends %s with a result before any of its work',
    async (name) => {
      expect(await stopAtOnce(programs[name])).toEqual({
        exitCode: 143,
        result: { reason: 'Stopped', message: 'stage was told to stop' },
        log: ['Failed stage'],
      });
    },
  );
});
