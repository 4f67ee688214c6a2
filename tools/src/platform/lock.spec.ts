import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFile } from './lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gho-lock-'));
  path = join(folder, 'lock');
});

afterEach(() => rm(folder, { recursive: true }));

describe('a lock', () => {
  it('is waited for until it is given back', async () => {
    const unlock = await lockFile(path, 'a test');
    const second = lockFile(path, 'a test');
    expect(await Promise.race([second, sleep(200, 'waits')])).toBe('waits');
    unlock();
    (await second)();
  });

  it('is given back when its holder is killed', async () => {
    const program = `const { lockFile } = await import(${JSON.stringify(import.meta.url.replace('lock.spec.ts', 'lock.ts'))});
      await lockFile(${JSON.stringify(path)}, 'a test');
      console.log('held');
      setInterval(() => undefined, 1000);`;
    const options = ['--conditions=@gho-platform/source', '--input-type=module', '--eval', program];
    const holder = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const second = lockFile(path, 'a test');
    expect(await Promise.race([second, sleep(200, 'waits')])).toBe('waits');
    holder.kill('SIGKILL');
    (await second)();
  });
});
