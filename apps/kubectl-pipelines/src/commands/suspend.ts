import type { Command } from '../cli/command.ts';
import { setSuspend, suspensionArguments } from '../run/set-suspend.ts';

export const suspend: Command = {
  name: 'suspend',
  summary: 'Stop the running attempt and start nothing until "continue"',
  details: `The stopped attempt does not count as failed. The run's own timeoutSeconds keeps running.
A suspended schedule starts no runs. Ticks that come meanwhile are not caught up later; those of a
backfill wait. Runs under way go on.`,
  examples: ['suspend gho-x7k2p', 'suspend schedule/gho-nightly'],
  positionals: suspensionArguments,
  flags: [],
  run: (values, context) => setSuspend(values, context, true),
};
