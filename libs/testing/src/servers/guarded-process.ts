import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a server may take to answer, in milliseconds. A bound, not an expectation. */
const startTimeoutMs = 120_000;

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface GuardedProgram {
  /** Prefix of the server's folder; folders left over under the same name are removed. */
  readonly name: string;
  readonly folder: string;
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  readonly account?: Account | undefined;
  readonly port: number;
  /** Whether it is the server that answers, and takes work. Any answer on the port will do unless given. */
  readonly isReady?: () => Promise<boolean>;
  /** Signal that ends the server at once and cleanly. */
  readonly stopSignal: 'TERM' | 'INT';
}

/**
 * The guard outlives the test process on purpose: its standard input is a pipe to us, and when that
 * closes, for whatever reason (a crash and SIGKILL included), it stops the server and removes its folder.
 */
const guardScript = `
folder=$1; stop_signal=$2; shift 2
(
  sh -c 'echo "$$" >"$0/server.pid"; exec "$@"' "$folder" "$@" </dev/null >"$folder/server.log" 2>&1
  echo "$?" >"$folder/server.exit"
) &
server=$!
echo "$$" >"$folder/guard.pid"
cat >/dev/null
until [ -s "$folder/server.pid" ] || [ -e "$folder/server.exit" ]; do sleep 0.02; done
[ -e "$folder/server.exit" ] || kill -s "$stop_signal" "$(cat "$folder/server.pid")" 2>/dev/null
wait "$server"
rm -rf "$folder"
`;

/**
 * startGuarded returns once the server is ready, with a function that stops it. While it runs its folder
 * holds `server.log` and `server.pid`. Rejects with the end of the log when the server ends before.
 */
export async function startGuarded(program: GuardedProgram): Promise<() => Promise<void>> {
  const guard = spawn(
    '/bin/sh',
    ['-c', guardScript, 'guard', program.folder, program.stopSignal, ...program.command],
    {
      ...program.account,
      cwd: program.folder,
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...program.environment },
      // A session of its own: Ctrl-C in the terminal must not end the guard before its work.
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  );
  const stop = async (): Promise<void> => {
    const ended = once(guard, 'close');
    guard.stdin.end();
    await ended;
  };
  try {
    await untilReady(program);
  } catch (cause) {
    const log = await readFile(join(program.folder, 'server.log'), 'utf8').catch(() => '');
    await stop();
    const last = log.split('\n').slice(-15).join('\n');
    throw new Error(`could not start ${program.name} on port ${program.port}: ${last}`, { cause });
  }
  return stop;
}

async function untilReady(program: GuardedProgram): Promise<void> {
  const { folder, port, isReady = () => answers(port) } = program;
  const deadline = Date.now() + startTimeoutMs;
  while (!(await isReady())) {
    const exitCode = await readFile(join(folder, 'server.exit'), 'utf8').catch(() => undefined);
    if (exitCode !== undefined) {
      throw new Error(`it ended with exit code ${exitCode.trim()}`);
    }
    if (Date.now() > deadline) {
      throw new Error(`it was not ready within ${startTimeoutMs / 1e3} seconds`);
    }
    await delay(50);
  }
}

/** makeServerFolder returns a fresh folder and first removes those whose guard is gone. */
export async function makeServerFolder(name: string, account?: Account): Promise<string> {
  const prefix = `gho-test-${name}-`;
  const leftOvers = (await readdir(tmpdir())).filter((entry) => entry.startsWith(prefix));
  await Promise.all(leftOvers.map((entry) => removeIfUnguarded(join(tmpdir(), entry))));
  const folder = await mkdtemp(join(tmpdir(), prefix));
  if (account !== undefined) {
    await chown(folder, account.uid, account.gid);
  }
  return folder;
}

async function removeIfUnguarded(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'guard.pid'), 'utf8').catch(() => '');
  // No pid yet: another test may be starting its server there right now.
  if (text !== '' && !isRunning(Number(text))) {
    await rm(folder, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
