import type { Command } from '../cli/command.ts';
import { setSuspend, suspensionArguments } from '../run/set-suspend.ts';

export const continueRun: Command = {
  name: 'continue',
  summary: 'Let a suspended run go on: its stage starts again with a new attempt',
  details: `A schedule that has stopped after failures goes on too: it is suspended first, which makes the
operator count failures from 0.`,
  examples: ['continue gho-x7k2p', 'continue schedule/gho-nightly'],
  positionals: suspensionArguments,
  flags: [],
  run: (values, context) => setSuspend(values, context, false),
};
