import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { run } from '../process.ts';
import { step } from './progress.ts';
import { buildPrograms } from './target.ts';

/**
 * takeLock takes a lock that all clones on this machine share, and waits, telling for what, while
 * another process holds it. The lock is on a file that only this process has open, so the kernel gives
 * it back when the process ends, however it ends. It resolves with a function that gives it back earlier.
 */
export async function takeLock(name: string, waitingFor: string): Promise<() => void> {
  const path = await run(`${await buildPrograms()}/local-cluster`, ['lock-file', name]);
  return lockFile(path.trim(), waitingFor);
}

/** lockFile is takeLock for the file at `path`, which it makes. */
export async function lockFile(path: string, waitingFor: string): Promise<() => void> {
  const file = openSync(path, 'a');
  if (!(await flock(file, '--nonblock'))) {
    step(`Waiting for ${waitingFor}`);
    if (!(await flock(file))) throw new Error(`cannot lock ${path}`);
  }
  return () => {
    closeSync(file);
  };
}

/** A lock belongs to the opened file, which the program shares with us: it stays when the program ends. */
async function flock(fd: number, ...options: readonly string[]): Promise<boolean> {
  const child = spawn('flock', [...options, '3'], { stdio: ['ignore', 'inherit', 'inherit', fd] });
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0;
}
