import type { StoredPipelineRun } from '@gho-platform/api';
import { runTree } from '@gho-platform/run-text';
import type { Command, Context } from '../cli/command.ts';
import { withDeadline } from '../cli/deadline.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { timeoutFlag } from '../cli/flags.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { getRun } from '../cluster/objects.ts';
import { lastLines } from '../logs/last-lines.ts';
import { followToEnd, objectsView } from '../view/follow.ts';
import { runKind } from '../view/run-kind.ts';
import { runView } from '../view/run-view.ts';
import { outcomeOf } from '../view/outcome.ts';

export const status: Command = {
  name: 'status',
  summary: 'Show stages, attempts and what they reported as a tree',
  details: `Of a stage under way it shows the last line of its log, which tells how far it is. With --watch it goes on until the run has ended: on a terminal as a picture that is drawn anew,
elsewhere as one line for each change. The exit code is 1 when the run has failed or was cancelled.`,
  examples: [
    'status gho-x7k2p',
    'status gho-x7k2p --watch --timeout 1h',
    'status gho-x7k2p -o yaml',
  ],
  positionals: [{ name: 'RUN', completes: 'run' }],
  flags: [{ name: 'watch', short: 'w', help: 'follow the run to its end' }, timeoutFlag],
  run: async (values, context) => {
    const cluster = await context.cluster();
    const run = await getRun(cluster, values.argument(0));
    const found = { cluster, run };
    return values.has('watch') ? watch(values, context, found) : show(values, context, found);
  },
};

interface Found {
  readonly cluster: Cluster;
  readonly run: StoredPipelineRun;
}

async function show(
  values: Values,
  { terminal, nowMs, signal }: Context,
  { cluster, run }: Found,
): Promise<ExitCode> {
  const format = outputFormat(values);
  if (format !== undefined) {
    terminal.line(objectText(run, format));
  } else {
    const lines = await lastLines(cluster, run, signal);
    const options = { nowMs: nowMs(), paint: terminal.paint, lastLines: lines };
    terminal.line(runTree(run, options).join('\n'));
  }
  return outcomeOf(run);
}

async function watch(values: Values, context: Context, { cluster, run }: Found): Promise<ExitCode> {
  const format = outputFormat(values);
  const what = `PipelineRun ${run.metadata.name}`;
  const signal = withDeadline(context.signal, values.durationMs('timeout'), what);
  const view =
    format === undefined ? runView(context, cluster, signal) : objectsView(context, format);
  return outcomeOf(await followToEnd(cluster, run, { kind: runKind, view, signal }));
}
