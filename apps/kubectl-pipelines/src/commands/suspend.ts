import type { Command } from '../cli/command.ts';
import { setSuspend } from '../run/set-suspend.ts';

export const suspend: Command = {
  name: 'suspend',
  summary: 'Stop the running attempt and start nothing until "continue"',
  details: `The stopped attempt does not count as failed. The run's own timeoutSeconds keeps running.`,
  examples: ['suspend gho-x7k2p'],
  positionals: [{ name: 'RUN', completes: 'run' }],
  flags: [],
  run: (values, context) => setSuspend(values, context, true),
};
