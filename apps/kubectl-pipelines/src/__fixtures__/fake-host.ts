import type { Host } from '../cli/run-cli.ts';
import { runCli } from '../cli/run-cli.ts';
import { nowMs } from './runs.ts';

export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** command runs a command line in a process that is not there. */
export async function command(args: readonly string[], more: Partial<Host> = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const exitCode = await runCli(args, {
    out: { write: (text) => void (out += text) },
    err: { write: (text) => void (err += text) },
    env: {},
    signal: new AbortController().signal,
    nowMs: () => nowMs,
    connect: () => Promise.reject(new Error('there is no cluster here')),
    contexts: () => ['dev', 'prod'],
    program: 'kubectl pipelines',
    ...more,
  });
  return { exitCode, out, err };
}
