import type { Command } from '../cli/command.ts';
import { decide, decisionArguments, reasonFlag } from '../run/decide.ts';

export const refuse: Command = {
  name: 'refuse',
  summary: 'Refuse a stage that waits for an approval, which ends the run',
  details: `STAGE is the one that waits unless given. You need the verb "approve" on pipelineruns, which the
roles admin and gho-platform-approver have. A decision carries your name and cannot be changed.`,
  examples: ['refuse gho-x7k2p', 'refuse gho-x7k2p publish --reason "read the report"'],
  positionals: decisionArguments,
  flags: [reasonFlag],
  run: (values, context) => decide(values, context, 'Refused'),
};
