import type { StoredPipelineSchedule } from '@gho-platform/api';
import {
  agoText,
  backfillCount,
  outcomeText,
  printable,
  readyCondition,
  scheduleReasonOf,
  tickTimeText,
  totalsText,
} from '@gho-platform/run-text';
import { tableText } from './table.ts';

type Column = readonly [
  heading: string,
  cell: (schedule: StoredPipelineSchedule, nowMs: number) => string,
];

const columns: readonly Column[] = [
  ['NAME', ({ metadata }) => metadata.name],
  ['PIPELINE', ({ spec }) => spec.pipelineRef.name],
  ['CRON', ({ spec }) => spec.cron.join(' | ')],
  ['TIME ZONE', ({ spec }) => spec.timeZone],
  ['SUSPEND', ({ spec }) => String(spec.suspend)],
  ['STATE', (schedule) => scheduleReasonOf(schedule)],
  ['LAST TICK', ({ spec, status }, nowMs) => tickTimeText(status?.lastTick, spec.timeZone, nowMs)],
  ['VERDICT', lastVerdict],
  [
    'NEXT TICK',
    ({ spec, status }, nowMs) => tickTimeText(status?.nextTicks?.[0], spec.timeZone, nowMs),
  ],
  ['BACKFILL', progressText],
  ['ACTIVE', ({ status }) => count(status?.active)],
  ['FAILURES', ({ status }) => count(status?.consecutiveFailures)],
  ['AGE', ({ metadata }, nowMs) => agoText(metadata.creationTimestamp, nowMs)],
];

const namespaceColumn: Column = ['NAMESPACE', ({ metadata }) => metadata.namespace];

const wideColumns: readonly Column[] = [
  ['CONCURRENCY', ({ spec }) => spec.concurrencyPolicy],
  ['MISSED', ({ spec }) => spec.missedRunPolicy],
  ['TICKS', ({ status }) => totalsText(status?.totals).replace(/^ticks /, '')],
  ['MESSAGE', (schedule) => printable(readyCondition(schedule)?.message ?? '')],
];

export interface SchedulesTableOptions {
  readonly nowMs: number;
  readonly withNamespace: boolean;
  readonly wide: boolean;
}

/** schedulesTable is one line a schedule; its times are on the clock of the schedule's zone. */
export function schedulesTable(
  schedules: readonly StoredPipelineSchedule[],
  { nowMs, withNamespace, wide }: SchedulesTableOptions,
): string {
  const shown = [
    ...(withNamespace ? [namespaceColumn] : []),
    ...columns,
    ...(wide ? wideColumns : []),
  ];
  return tableText(
    shown.map(([heading]) => heading),
    schedules.map((schedule) => shown.map(([, cell]) => cell(schedule, nowMs))),
  );
}

/** What became of the newest tick, and of its run. */
function lastVerdict({ status }: StoredPipelineSchedule): string {
  const entry = status?.ledger?.find(({ tick }) => tick === status.lastTick);
  if (entry === undefined) return '';
  const outcome = outcomeText(entry);
  return outcome === '-' ? entry.verdict : `${entry.verdict}, ${outcome}`;
}

function progressText({ spec, status }: StoredPipelineSchedule): string {
  if (spec.backfill === undefined) return '';
  const { ended, total } = backfillCount(status?.backfill);
  return total === undefined ? '' : `${ended}/${total}`;
}

function count(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
