import type { PipelineScheduleStatusTotals } from '@gho-platform/api';
import type { ScheduleFacts } from './facts.ts';
import { byTick, msOf } from './time.ts';
import type { Entry, Ledger, ScheduleStatus, Verdict } from './types.ts';

type Totals = PipelineScheduleStatusTotals;
type Progress = NonNullable<ScheduleStatus['backfill']>;

/** The entries of `after` that got their outcome since `before`, oldest first. */
export function newOutcomes(before: Ledger, after: Ledger): readonly Entry[] {
  const known = new Set(
    before.filter(({ outcome }) => outcome !== undefined).map(({ tick }) => msOf(tick)),
  );
  return after
    .filter(({ outcome, tick }) => outcome !== undefined && !known.has(msOf(tick)))
    .sort(byTick);
}

/**
 * consecutiveFailures counts on from the recorded number. A suspension begins anew, and a schedule
 * that has stopped stays so: a run that succeeds after all does not start it again.
 */
export function consecutiveFailures(
  { schedule }: ScheduleFacts,
  outcomes: readonly Entry[],
): number {
  const { suspend, stopAfterFailures = Number.POSITIVE_INFINITY } = schedule.spec;
  if (suspend) return 0;
  const recorded = schedule.status?.consecutiveFailures ?? 0;
  return outcomes.reduce((failures, { outcome }) => {
    if (outcome === 'Failed') return failures + 1;
    return outcome === 'Succeeded' && failures < stopAfterFailures ? 0 : failures;
  }, recorded);
}

const totalOf: Readonly<Record<Verdict, keyof Totals>> = {
  Ran: 'ran',
  CaughtUp: 'caughtUp',
  SkippedForbid: 'skippedForbid',
  Replaced: 'replaced',
  Missed: 'missed',
  Suspended: 'suspended',
};

export function totalsOf(recorded: Totals | undefined, entries: readonly Entry[]): Totals {
  return entries.reduce<Totals>((totals, { verdict }) => {
    const name = totalOf[verdict];
    return { ...totals, [name]: (totals[name] ?? 0) + 1 };
  }, recorded ?? {});
}

/** Progress of a backfill; undefined for a schedule without end. */
export function progressOf(
  { schedule, ticks }: ScheduleFacts,
  entries: readonly Entry[],
  outcomes: readonly Entry[],
): Progress | undefined {
  if (schedule.spec.backfill === undefined) return undefined;
  const recorded: Progress & typeof nothing = { ...nothing, ...schedule.status?.backfill };
  const total = recorded.total ?? (ticks.kind === 'Computed' ? ticks.total : undefined);
  const ended = (outcome: Entry['outcome']): number =>
    outcomes.filter((entry) => entry.outcome === outcome).length;
  return {
    ...(total === undefined ? {} : { total }),
    started: recorded.started + entries.length,
    succeeded: recorded.succeeded + ended('Succeeded'),
    failed: recorded.failed + ended('Failed'),
    cancelled: recorded.cancelled + ended('Cancelled'),
  };
}

const nothing = { started: 0, succeeded: 0, failed: 0, cancelled: 0 };

/** Whether every tick of a backfill was started and every run has ended. */
export function isComplete({ total, started, succeeded, failed, cancelled }: Progress): boolean {
  const ended = (succeeded ?? 0) + (failed ?? 0) + (cancelled ?? 0);
  return total !== undefined && (started ?? 0) >= total && ended >= total;
}
