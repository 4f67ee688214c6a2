import type { PipelineRun, StoredPipelineRun } from '@gho-platform/api';
import type { Context } from '../cli/command.ts';
import { withDeadline } from '../cli/deadline.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';
import { Failure, usage } from '../cli/failure.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { runs } from '../cluster/objects.ts';
import { followToEnd, linesView } from '../view/follow.ts';
import { runKind } from '../view/run-kind.ts';
import { runView } from '../view/run-view.ts';
import { outcomeOf } from '../view/outcome.ts';
import { explain } from '../why/explain.ts';

/** Start is a run to create, and how long it may be followed. */
export interface Start {
  readonly cluster: Cluster;
  readonly object: PipelineRun;
  readonly timeoutMs: number | undefined;
}

/** What a run of --plan says is all that there is of it. */
function isFollowed(values: Values): boolean {
  return values.has('follow') || values.has('plan');
}

/** followTimeoutMs reads --timeout, which makes sense only with --follow. */
export function followTimeoutMs(values: Values): number | undefined {
  const timeoutMs = values.durationMs('timeout');
  if (timeoutMs !== undefined && !isFollowed(values)) {
    throw usage('--timeout bounds --follow; --timeout-seconds bounds the run itself');
  }
  return timeoutMs;
}

/** startRun creates a run and, with --follow or --plan, follows it to its end. */
export async function startRun(
  values: Values,
  context: Context,
  { cluster, object, timeoutMs }: Start,
): Promise<ExitCode> {
  const created = await create(cluster, object);
  if (!isFollowed(values)) return tellCreated(values, context, created);
  const what = `PipelineRun ${created.metadata.name}`;
  const signal = withDeadline(context.signal, timeoutMs, what);
  return follow(values, context, { cluster, created, signal });
}

async function create(cluster: Cluster, object: PipelineRun): Promise<StoredPipelineRun> {
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
  const view =
    format === undefined ? runView(context, cluster, signal) : linesView(context, runKind, toError);
  try {
    const ended = await followToEnd(cluster, created, { kind: runKind, view, signal });
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
