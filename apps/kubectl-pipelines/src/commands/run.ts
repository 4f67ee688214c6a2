import type { StoredPipelineRun } from '@gho-platform/api';
import type { Command, Context } from '../cli/command.ts';
import { withDeadline } from '../cli/deadline.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';
import { Failure, usage } from '../cli/failure.ts';
import { timeoutFlag } from '../cli/flags.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { runs } from '../cluster/objects.ts';
import { checkAgainstPipeline } from '../run/check.ts';
import { newRun, parametersOf } from '../run/new-run.ts';
import { followToEnd, linesView, viewFor } from '../view/follow.ts';
import { outcomeOf } from '../view/outcome.ts';
import { explain } from '../why/explain.ts';

export const run: Command = {
  name: 'run',
  summary: 'Start a run of a Pipeline',
  details: `Parameters are checked against the Pipeline first, so that a mistake is told at once; the platform
checks them again. With --follow the exit code is that of the run: 0 when it succeeded, 1 when not.`,
  examples: [
    'run gho -p ingestionDate=2026-06-01 --follow',
    'run gho -p ingestionDate=2026-06-01 --name nightly-2026-06-01 --follow --timeout 2h',
  ],
  positionals: [{ name: 'PIPELINE', completes: 'pipeline' }],
  flags: [
    {
      name: 'parameter',
      short: 'p',
      value: 'NAME=VALUE',
      multiple: true,
      completes: 'parameter',
      help: 'value of a parameter; may be given for each',
    },
    {
      name: 'name',
      value: 'NAME',
      help: 'name of the run; PIPELINE and five letters unless given',
    },
    { name: 'timeout-seconds', value: 'N', help: 'bound of the run itself (spec.timeoutSeconds)' },
    { name: 'suspend', help: 'create it suspended; "continue" lets it start' },
    { name: 'follow', short: 'f', help: 'follow the run to its end' },
    timeoutFlag,
  ],
  run: async (values, context) => {
    const timeoutMs = values.durationMs('timeout');
    if (timeoutMs !== undefined && !values.has('follow')) {
      throw usage('--timeout bounds --follow; --timeout-seconds bounds the run itself');
    }
    const parameters = parametersOf(values.texts('parameter'));
    const pipeline = values.argument(0);
    const timeoutSeconds = values.integer('timeout-seconds', 1);
    const name = values.text('name');
    const cluster = await context.cluster();
    const request = { pipeline, parameters, name, timeoutSeconds, suspend: values.has('suspend') };
    await checkAgainstPipeline(cluster, request);
    const created = await create(cluster, newRun(cluster.namespace, request));
    if (!values.has('follow')) return tellCreated(values, context, created);
    const what = `PipelineRun ${created.metadata.name}`;
    const signal = withDeadline(context.signal, timeoutMs, what);
    return follow(values, context, { cluster, created, signal });
  },
};

async function create(
  cluster: Cluster,
  object: ReturnType<typeof newRun>,
): Promise<StoredPipelineRun> {
  const result = await cluster.api.create(runs, object);
  if (result.kind === 'AlreadyExists') {
    const name = object.metadata.name ?? '';
    const message = `there is already a PipelineRun ${name} in namespace ${cluster.namespace}`;
    throw usage(message, 'a run is executed once: give another --name, or none');
  }
  return result.object as StoredPipelineRun;
}

function tellCreated(values: Values, context: Context, created: StoredPipelineRun): ExitCode {
  const { terminal, program } = context;
  const format = outputFormat(values);
  const { name } = created.metadata;
  if (format !== undefined) {
    terminal.line(objectText(created, format));
  } else {
    terminal.line(`pipelinerun/${name} created`);
    terminal.note(`follow it: ${program} status ${name} --watch`);
  }
  return exits.ok;
}

interface Followed {
  readonly cluster: Cluster;
  readonly created: StoredPipelineRun;
  readonly signal: AbortSignal;
}

async function follow(
  values: Values,
  context: Context,
  { cluster, created, signal }: Followed,
): Promise<ExitCode> {
  const { terminal, nowMs } = context;
  const format = outputFormat(values);
  const { name } = created.metadata;
  const toError = (line: string): void => {
    terminal.note(line);
  };
  toError(`pipelinerun/${name} created`);
  const view = format === undefined ? viewFor(context) : linesView(context, toError);
  try {
    const ended = await followToEnd(cluster, created, { view, signal });
    if (format !== undefined) terminal.line(objectText(ended, format));
    else terminal.line(explain(ended, { nowMs: nowMs() }).sentence);
    return outcomeOf(ended);
  } catch (error) {
    if (error instanceof Failure) toError(goesOn(context.program, name, error));
    throw error;
  }
}

/** Whoever stops to follow a run may believe that it has stopped too. */
function goesOn(program: string, name: string, { exitCode }: Failure): string {
  if (exitCode !== exits.interrupted && exitCode !== exits.timeout) return '';
  return `${name} goes on; look: ${program} status ${name} --watch; end it: ${program} cancel ${name}`;
}
