import type { Command } from '../cli/command.ts';
import { decide, decisionArguments, reasonFlag } from '../run/decide.ts';

export const approve: Command = {
  name: 'approve',
  summary: 'Approve a stage that waits for it, so that it starts',
  details: `STAGE is the one that waits unless given. You need the verb "approve" on pipelineruns, which the
roles admin and gho-platform-approver have. A decision carries your name and cannot be changed.`,
  examples: ['approve gho-x7k2p', 'approve gho-x7k2p publish --reason "read the report"'],
  positionals: decisionArguments,
  flags: [reasonFlag],
  run: (values, context) => decide(values, context, 'Approved'),
};
