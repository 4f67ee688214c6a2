import type { Command } from '../cli/command.ts';
import { setSuspend } from '../run/set-suspend.ts';

export const continueRun: Command = {
  name: 'continue',
  summary: 'Let a suspended run go on: its stage starts again with a new attempt',
  examples: ['continue gho-x7k2p'],
  positionals: [{ name: 'RUN', completes: 'run' }],
  flags: [],
  run: (values, context) => setSuspend(values, context, false),
};
