import { spawn } from 'node:child_process';

/** CommandError carries the end of what a failed command printed, since that is where the cause is. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(command: string, exitCode: number, output: string) {
    const end = output.trimEnd().split('\n').slice(-25).join('\n');
    super(`${command} ended with exit code ${exitCode}${end === '' ? '' : `:\n${end}`}`);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Whether the command's own output is shown as it comes. */
  readonly show?: boolean;
}

export interface RunOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  /** Standard output and error as they came. */
  readonly output: string;
}

/** attempt runs a command without a shell and resolves with its outcome, whatever the exit code. */
export function attempt(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      output += chunk.toString();
      if (options.show === true) process.stderr.write(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (options.show === true) process.stderr.write(chunk);
    });
    child.on('error', (cause) => {
      reject(new Error(`cannot start ${command}: ${cause.message}`, { cause }));
    });
    child.on('close', (code, signal) => {
      resolve({ exitCode: code ?? (signal === null ? 1 : 143), stdout, output });
    });
    // A command that reads nothing may end before the input was written; that is no failure of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/**
 * run runs a command without a shell and resolves with its standard output.
 * @throws CommandError when the exit code is not 0.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const outcome = await attempt(command, args, options);
  if (outcome.exitCode !== 0) {
    const shown = options.show === true ? '' : outcome.output;
    throw new CommandError([command, ...args.slice(0, 6)].join(' '), outcome.exitCode, shown);
  }
  return outcome.stdout;
}
