import type { Command } from '../cli/command.ts';
import { usage } from '../cli/failure.ts';
import { timeoutFlag } from '../cli/flags.ts';
import type { Values } from '../cli/values.ts';
import { getSchedule, listSchedules } from '../cluster/objects.ts';
import { backfillRequest, backfillWarnings, checkOverlap } from '../schedule/check-backfill.ts';
import { newBackfill } from '../schedule/new-backfill.ts';
import { startBackfill, tryBackfill } from '../schedule/start-backfill.ts';

export const backfill: Command = {
  name: 'backfill',
  summary: 'Run the ticks of a schedule from one date to another, in order',
  details: `It creates a PipelineSchedule of its own with the lines, the Pipeline and the parameters of SCHEDULE,
which ends after the last date; SCHEDULE goes on as it does. A backfill is refused beside one of the
same Pipeline that has not ended and shares a date. With --follow the exit code is 0 when every run
succeeded, and 1 when one did not or the backfill stopped after failures.`,
  examples: [
    'backfill gho-nightly --from 2025-01-01 --to 2025-12-31 --dry-run',
    'backfill gho-nightly --from 2025-01-01 --to 2025-12-31 --parallelism 2 --follow',
  ],
  positionals: [{ name: 'SCHEDULE', completes: 'schedule' }],
  flags: [
    { name: 'from', value: 'DATE', help: "first date, in the schedule's time zone" },
    { name: 'to', value: 'DATE', help: 'last date, itself included' },
    {
      name: 'parallelism',
      value: 'N',
      help: 'runs at the same time, from 1 to 10; 1 unless given',
    },
    {
      name: 'name',
      value: 'NAME',
      help: 'name of the backfill; that of SCHEDULE with the dates unless given',
    },
    { name: 'dry-run', help: 'create nothing: print what the API server would take' },
    { name: 'follow', short: 'f', help: 'follow the backfill to its end' },
    timeoutFlag,
  ],
  run: async (values, context) => {
    const timeoutMs = values.durationMs('timeout');
    checkFlags(values, timeoutMs);
    const request = backfillRequest(values);
    const cluster = await context.cluster();
    const schedule = await getSchedule(cluster, values.argument(0));
    const object = newBackfill(schedule, request);
    checkOverlap(object, await listSchedules(cluster, cluster.namespace));
    const { terminal } = context;
    for (const warning of backfillWarnings(schedule, request, context.nowMs())) {
      terminal.note(terminal.paint.busy(warning));
    }
    const start = { cluster, object, timeoutMs };
    return values.has('dry-run')
      ? tryBackfill(values, context, start)
      : startBackfill(values, context, start);
  },
};

function checkFlags(values: Values, timeoutMs: number | undefined): void {
  if (values.has('dry-run') && values.has('follow')) {
    throw usage('--dry-run creates nothing that --follow could follow');
  }
  if (timeoutMs !== undefined && !values.has('follow')) throw usage('--timeout bounds --follow');
}
