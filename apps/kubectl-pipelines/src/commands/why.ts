import type { Command } from '../cli/command.ts';
import { exits } from '../cli/exit-codes.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import { getRun } from '../cluster/objects.ts';
import { explain } from '../why/explain.ts';
import { gatherEvidence } from '../why/gather-evidence.ts';

export const why: Command = {
  name: 'why',
  summary: 'Say in one sentence what a run waits for, or why it ended as it did',
  details: `Below the sentence stands what it rests on: the run's status, its pods, and warnings in events.
What you may not read is left out, and said.`,
  examples: ['why gho-x7k2p', 'why gho-x7k2p -o json'],
  positionals: [{ name: 'RUN', completes: 'run' }],
  flags: [],
  run: async (values, { terminal, nowMs, cluster: connect }) => {
    const cluster = await connect();
    const run = await getRun(cluster, values.argument(0));
    const evidence = await gatherEvidence(cluster, run);
    const explanation = explain(run, { nowMs: nowMs(), evidence });
    const format = outputFormat(values);
    if (format !== undefined) {
      const { namespace, name } = run.metadata;
      terminal.line(objectText({ namespace, run: name, ...explanation }, format));
    } else {
      terminal.line(terminal.paint.bold(explanation.sentence));
      for (const line of explanation.evidence) terminal.line(`  ${line}`);
    }
    return exits.ok;
  },
};
