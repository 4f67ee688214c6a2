import type { StoredPipelineRun } from '@gho-platform/api';
import type { Command } from '../cli/command.ts';
import { withDeadline } from '../cli/deadline.ts';
import { exits } from '../cli/exit-codes.ts';
import { Failure, usage } from '../cli/failure.ts';
import { timeoutFlag } from '../cli/flags.ts';
import type { Values } from '../cli/values.ts';
import { getRun } from '../cluster/objects.ts';
import { showLogs } from '../logs/follow-logs.ts';
import type { Selection } from '../logs/groups.ts';
import { LiveWorld } from '../logs/live-world.ts';
import { printedLines } from '../logs/printer.ts';

export const logs: Command = {
  name: 'logs',
  summary: 'Show the logs of all stages and attempts in order',
  details: `Each line stands behind its stage and attempt, and its shard where there are several. JSON lines of
stages are made readable. With --follow it goes on over attempts and stages until the run has ended.
Pods that are gone are named on standard error.`,
  examples: [
    'logs gho-x7k2p',
    'logs gho-x7k2p --follow',
    'logs gho-x7k2p --stage transform --attempt 2 --raw | jq .msg',
  ],
  positionals: [{ name: 'RUN', completes: 'run' }],
  flags: [
    { name: 'stage', value: 'STAGE', completes: 'stage', help: 'only this stage' },
    { name: 'attempt', value: 'N', help: 'only this attempt, from 1' },
    { name: 'shard', value: 'I', help: 'only this shard, from 0' },
    { name: 'follow', short: 'f', help: 'go on until the run has ended' },
    { name: 'since', value: 'DURATION', help: 'only lines of the last while, such as 10m' },
    { name: 'tail', value: 'N', help: 'only the last lines of each pod' },
    { name: 'timestamps', help: 'with the time of the node at the front' },
    { name: 'raw', help: 'JSON lines as they are' },
    timeoutFlag,
  ],
  run: async (values, context) => {
    const { terminal } = context;
    if (values.text('output') !== undefined) throw usage('logs are text: use --raw for JSON lines');
    const wish = wishOf(values);
    const cluster = await context.cluster();
    const run = await getRun(cluster, values.argument(0));
    checkStage(run, wish.selection);
    const what = `PipelineRun ${run.metadata.name}`;
    const signal = withDeadline(context.signal, values.durationMs('timeout'), what);
    const printer = {
      paint: terminal.paint,
      raw: values.has('raw'),
      timestamps: values.has('timestamps'),
    };
    const world = new LiveWorld({
      cluster,
      run,
      signal,
      sinceSeconds: wish.sinceSeconds,
      tailLines: wish.tailLines,
      onLine: (prefix, line) => {
        terminal.line(printedLines(prefix, line, printer));
      },
      note: (message) => {
        terminal.note(terminal.paint.busy(message));
      },
    });
    try {
      await world.start(wish.follow);
      await showLogs(world, wish);
    } finally {
      await world.stop();
    }
    return exits.ok;
  },
};

interface Wish {
  readonly selection: Selection;
  readonly follow: boolean;
  readonly sinceSeconds: number | undefined;
  readonly tailLines: number | undefined;
}

function wishOf(values: Values): Wish {
  const sinceMs = values.durationMs('since');
  return {
    selection: {
      stage: values.text('stage'),
      attempt: values.integer('attempt', 1),
      shard: values.integer('shard', 0),
    },
    follow: values.has('follow'),
    // The API server refuses 0.
    sinceSeconds: sinceMs === undefined ? undefined : Math.max(1, sinceMs / 1000),
    tailLines: values.integer('tail', 0),
  };
}

function checkStage({ metadata, status }: StoredPipelineRun, { stage }: Selection): void {
  const names = (status?.stages ?? []).map(({ name }) => name);
  if (stage === undefined || names.length === 0 || names.includes(stage)) return;
  const message = `PipelineRun ${metadata.name} has no stage ${stage}: it has ${names.join(', ')}`;
  throw new Failure(exits.notFound, message);
}
