import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StageResult } from './result.ts';

interface Ended {
  readonly code: number | null;
  readonly result: StageResult;
  readonly lines: readonly Record<string, unknown>[];
}

describe('runStage in a process of its own', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stage-kit-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function run(
    script: string,
    changes: Record<string, string> = {},
    entry = 'scripted-stage',
  ): Promise<Ended> {
    const path = join(folder, `${script}.json`);
    const child = spawn(process.execPath, [`src/__fixtures__/${entry}.ts`], {
      env: {
        PATH: process.env.PATH,
        SCRIPT: script,
        TERMINATION_LOG_PATH: path,
        PIPELINE_RUN_NAME: 'demo',
        PIPELINE_RUN_UID: 'uid-1',
        PIPELINE_NAMESPACE: 'gho-platform',
        PIPELINE_STAGE: 'scripted',
        PIPELINE_ATTEMPT: '1',
        ...changes,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Waited for the signal') && !child.killed) {
        child.kill('SIGTERM');
      }
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const lines = output.trim().split('\n').filter(Boolean);
    return {
      code,
      result: JSON.parse(await readFile(path, 'utf8')) as StageResult,
      lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    };
  }

  it.each([
    ['exits 0 with the outputs', 'succeed', 0, { outputs: { answer: '42' }, rows: { read: 3 } }],
    [
      'exits 65 when the data failed, and keeps the evidence',
      'failData',
      65,
      { rows: { read: 3 }, reason: 'DataQualityFailed', message: '1 of 2 checks failed' },
    ],
    [
      'exits 1 on an unknown error',
      'crash',
      1,
      { reason: 'StageCrashed', message: 'cannot read x of undefined' },
    ],
    [
      'exits 1 with a result when an error is thrown outside the stage',
      'crashOutside',
      1,
      { reason: 'StageCrashed', message: 'thrown where nobody awaits' },
    ],
    [
      'exits 143 after SIGTERM',
      'stop',
      143,
      { reason: 'Stopped', message: 'The operation was aborted' },
    ],
    ['ends although a timer was left running', 'leak', 0, {}],
  ])('%s', async (...[, script, code, result]) => {
    const ended = await run(script);
    expect({ code: ended.code, result: ended.result }).toEqual({ code, result });
  });

  it('exits 143 without starting when it was told to stop while it was loading', async () => {
    const ended = await run('succeed', {}, 'slow-entry');
    expect(ended.code).toBe(143);
    expect(ended.result).toEqual({ reason: 'Stopped', message: 'stage was told to stop' });
    expect(ended.lines.map(({ msg }) => msg)).toEqual(['Waited for the signal', 'Failed stage']);
  });

  it('exits 78 and names every wrong field when its input is wrong', async () => {
    const ended = await run('succeed', { PIPELINE_ATTEMPT: 'first', PIPELINE_RUN_NAME: '' });
    expect(ended.code).toBe(78);
    expect(ended.result).toEqual({
      reason: 'InvalidConfiguration',
      message:
        'configuration is invalid: PIPELINE_ATTEMPT is "first", expected an integer from 1; ' +
        'PIPELINE_RUN_NAME is missing, expected a text',
    });
  });

  it('logs with the fields of the run, an ISO time and a level name', async () => {
    const { lines } = await run('succeed');
    expect(lines[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      run: 'demo',
      namespace: 'gho-platform',
      stage: 'scripted',
      attempt: 1,
      shard: 0,
      startupMs: expect.any(Number),
      msg: 'Started stage',
    });
  });

  it('logs how long its process took to start', async () => {
    const before = Date.now();
    const { lines } = await run('succeed');
    const [started] = lines;
    const processMs = Date.parse(String(started?.time)) - Number(started?.startupMs);
    expect(processMs).toBeGreaterThanOrEqual(before - 1);
    expect(Number(started?.startupMs)).toBeGreaterThan(0);
  });
});
