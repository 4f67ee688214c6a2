import type { PipelineSchedule, StoredPipelineSchedule } from '@gho-platform/api';
import { scheduleReasons } from '@gho-platform/api';
import { LiveApi } from '@gho-platform/kube';
import { backfillText, printable, readyCondition } from '@gho-platform/run-text';
import type { Context } from '../cli/command.ts';
import { withDeadline } from '../cli/deadline.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';
import { Failure, usage } from '../cli/failure.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { schedules } from '../cluster/objects.ts';
import { followToEnd, linesView, viewFor } from '../view/follow.ts';
import { scheduleOutcomeOf } from '../view/outcome.ts';
import { scheduleKind } from '../view/schedule-kind.ts';

/** BackfillStart is a backfill to create, and how long it may be followed. */
export interface BackfillStart {
  readonly cluster: Cluster;
  readonly object: PipelineSchedule;
  readonly timeoutMs: number | undefined;
}

/** tryBackfill lets the API server check a backfill and prints it as it would be created. */
export async function tryBackfill(
  values: Values,
  { terminal }: Context,
  { cluster, object }: BackfillStart,
): Promise<ExitCode> {
  await create({ ...cluster, api: new LiveApi(cluster.transport, { dryRun: true }) }, object);
  terminal.line(objectText(object, outputFormat(values) ?? 'yaml'));
  return exits.ok;
}

/** startBackfill creates a backfill and, with --follow, follows it to its end. */
export async function startBackfill(
  values: Values,
  context: Context,
  { cluster, object, timeoutMs }: BackfillStart,
): Promise<ExitCode> {
  const created = await create(cluster, object);
  if (!values.has('follow')) return tellCreated(values, context, created);
  const what = `PipelineSchedule ${created.metadata.name}`;
  const signal = withDeadline(context.signal, timeoutMs, what);
  return follow(values, context, { cluster, created, signal });
}

async function create(cluster: Cluster, object: PipelineSchedule): Promise<StoredPipelineSchedule> {
  const result = await cluster.api.create(schedules, object);
  if (result.kind === 'AlreadyExists') {
    const name = object.metadata.name ?? '';
    throw usage(
      `there is already a PipelineSchedule ${name} in namespace ${cluster.namespace}`,
      `give another --name, or delete it with its runs: kubectl delete pipelineschedule ${name}`,
    );
  }
  return result.object as StoredPipelineSchedule;
}

function tellCreated(values: Values, context: Context, created: StoredPipelineSchedule): ExitCode {
  const { terminal, program } = context;
  const format = outputFormat(values);
  const { name } = created.metadata;
  if (format !== undefined) {
    terminal.line(objectText(created, format));
  } else {
    terminal.line(`pipelineschedule/${name} created`);
    terminal.note(`follow it: ${program} schedules ${name} --watch`);
  }
  return exits.ok;
}

interface Followed {
  readonly cluster: Cluster;
  readonly created: StoredPipelineSchedule;
  readonly signal: AbortSignal;
}

async function follow(
  values: Values,
  context: Context,
  { cluster, created, signal }: Followed,
): Promise<ExitCode> {
  const { terminal, program } = context;
  const format = outputFormat(values);
  const { name } = created.metadata;
  const toError = (line: string): void => {
    terminal.note(line);
  };
  toError(`pipelineschedule/${name} created`);
  const view =
    format === undefined
      ? viewFor(context, scheduleKind)
      : linesView(context, scheduleKind, toError);
  try {
    const ended = await followToEnd(cluster, created, { kind: scheduleKind, view, signal });
    terminal.line(format === undefined ? endSentence(ended) : objectText(ended, format));
    return endOf(ended);
  } catch (error) {
    if (error instanceof Failure) toError(goesOn(program, name, error));
    throw error;
  }
}

/** endSentence says how a backfill ended. */
export function endSentence(schedule: StoredPipelineSchedule): string {
  const { reason = '', message = '' } = readyCondition(schedule) ?? {};
  const { name } = schedule.metadata;
  const progress = backfillText(schedule.status?.backfill);
  return printable(`${name} ended with ${reason}: ${message} (${progress}).`);
}

/** A range that cannot be read is a mistake of whoever asked for it. */
function endOf(schedule: StoredPipelineSchedule): ExitCode {
  const { reason } = readyCondition(schedule) ?? {};
  return reason === scheduleReasons.invalidSchedule ? exits.usage : scheduleOutcomeOf(schedule);
}

/** Whoever stops to follow a backfill may believe that it has stopped too. */
function goesOn(program: string, name: string, { exitCode }: Failure): string {
  if (exitCode !== exits.interrupted && exitCode !== exits.timeout) return '';
  return `${name} goes on; look: ${program} schedules ${name} --watch; hold it: ${program} suspend schedule/${name}`;
}
