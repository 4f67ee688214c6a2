import type { StoredPipelineSchedule } from '@gho-platform/api';
import { apiVersion, labels } from '@gho-platform/api';
import { scheduleTree } from '@gho-platform/run-text';
import type { Command, Context } from '../cli/command.ts';
import { withDeadline } from '../cli/deadline.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { exits } from '../cli/exit-codes.ts';
import { usage } from '../cli/failure.ts';
import { allNamespacesFlag, timeoutFlag } from '../cli/flags.ts';
import { objectText, outputFormat } from '../cli/output.ts';
import type { Values } from '../cli/values.ts';
import { getSchedule, listSchedules, schedules as resource } from '../cluster/objects.ts';
import { followToEnd, objectsView, viewFor } from '../view/follow.ts';
import { scheduleOutcomeOf } from '../view/outcome.ts';
import { scheduleKind } from '../view/schedule-kind.ts';
import { schedulesTable } from '../view/schedules-table.ts';

export const schedules: Command = {
  name: 'schedules',
  summary: 'Show schedules as a table, or one with what became of its ticks',
  details: `Times are on the clock of the schedule's time zone. Of one schedule it shows the ledger of its ticks
and how far its backfills are; the exit code is 1 while that schedule does not do its work, and of a
backfill once a run of it did not succeed. With --watch it goes on until a backfill is over.`,
  examples: [
    'schedules',
    'schedules --all-namespaces -o wide',
    'schedules gho-nightly',
    'schedules gho-nightly-backfill-20250101-20251231 --watch',
  ],
  positionals: [{ name: 'NAME', completes: 'schedule', optional: true }],
  flags: [
    allNamespacesFlag,
    { name: 'watch', short: 'w', help: 'follow the schedule that is named' },
    timeoutFlag,
  ],
  outputs: ['wide', 'name'],
  run: async (values, context) => {
    const timeoutMs = values.durationMs('timeout');
    checkFlags(values, timeoutMs);
    const [name] = values.positionals;
    if (name === undefined) return list(values, context);
    return values.has('watch')
      ? watch(values, context, { name, timeoutMs })
      : show(values, context, name);
  },
};

function checkFlags(values: Values, timeoutMs: number | undefined): void {
  const [name] = values.positionals;
  if (name === undefined && values.has('watch'))
    throw usage('--watch needs the NAME of a schedule');
  if (name !== undefined && values.has('all-namespaces')) {
    throw usage('--all-namespaces lists schedules; NAME is in one namespace');
  }
  if (timeoutMs !== undefined && !values.has('watch')) throw usage('--timeout bounds --watch');
}

async function list(values: Values, context: Context): Promise<ExitCode> {
  const { terminal, nowMs } = context;
  const cluster = await context.cluster();
  const withNamespace = values.has('all-namespaces');
  const found = await listSchedules(cluster, withNamespace ? undefined : cluster.namespace);
  const format = outputFormat(values);
  if (format !== undefined) {
    const object = { apiVersion, kind: 'PipelineScheduleList', items: found };
    terminal.line(objectText(object, format));
  } else if (values.text('output') === 'name') {
    for (const schedule of found) terminal.line(nameText(schedule));
  } else if (found.length === 0) {
    const where = withNamespace ? 'any namespace' : `namespace ${cluster.namespace}`;
    terminal.note(`there are no schedules in ${where}`);
  } else {
    const wide = values.text('output') === 'wide';
    terminal.line(schedulesTable(found, { nowMs: nowMs(), withNamespace, wide }));
  }
  return exits.ok;
}

/** As kubectl writes and reads it. */
function nameText({ metadata }: StoredPipelineSchedule): string {
  return `${resource.kind.toLowerCase()}.${resource.group}/${metadata.name}`;
}

async function show(values: Values, context: Context, name: string): Promise<ExitCode> {
  const { terminal, nowMs } = context;
  const cluster = await context.cluster();
  const schedule = await getSchedule(cluster, name);
  const format = outputFormat(values);
  if (format !== undefined) {
    terminal.line(objectText(schedule, format));
  } else if (values.text('output') === 'name') {
    terminal.line(nameText(schedule));
  } else {
    const backfills = (await listSchedules(cluster, cluster.namespace)).filter((one) =>
      isBackfillOf(one, name),
    );
    const options = { nowMs: nowMs(), paint: terminal.paint, backfills };
    terminal.line(scheduleTree(schedule, options).join('\n'));
  }
  return scheduleOutcomeOf(schedule);
}

function isBackfillOf({ metadata, spec }: StoredPipelineSchedule, name: string): boolean {
  return spec.backfill !== undefined && metadata.labels?.[labels.schedule] === name;
}

async function watch(
  values: Values,
  context: Context,
  { name, timeoutMs }: { readonly name: string; readonly timeoutMs: number | undefined },
): Promise<ExitCode> {
  const cluster = await context.cluster();
  const schedule = await getSchedule(cluster, name);
  const format = outputFormat(values);
  const view = format === undefined ? viewFor(context, scheduleKind) : objectsView(context, format);
  const signal = withDeadline(context.signal, timeoutMs, `PipelineSchedule ${name}`);
  const following = { kind: scheduleKind, view, signal };
  return scheduleOutcomeOf(await followToEnd(cluster, schedule, following));
}
