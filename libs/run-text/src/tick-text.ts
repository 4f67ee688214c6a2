import type { PipelineScheduleStatusLedger, PipelineScheduleStatusTotals } from '@gho-platform/api';
import { relativeText } from './duration.ts';
import { localTimeText } from './local-time.ts';
import { printable } from './printable.ts';

type Entry = PipelineScheduleStatusLedger;

/** Longest verdict, and longest word for how its run stands. */
const widths = { verdict: 'SkippedForbid'.length, outcome: 'Succeeded'.length } as const;

/** tickText is one line of the ledger: when, what became of it, its run, and why. */
export function tickText(entry: Entry, timeZone: string): string {
  const { tick, verdict, run = '', message = '' } = entry;
  const cells = [
    localTimeText(tick, timeZone),
    verdict.padEnd(widths.verdict),
    outcomeText(entry).padEnd(widths.outcome),
    run,
    message,
  ];
  return printable(cells.filter((cell) => cell !== '').join('  '));
}

/** How the run of a tick stands; a tick without one shows a dash. */
export function outcomeText({ run, runUID, outcome }: Entry): string {
  if (outcome !== undefined) return outcome;
  if (run === undefined) return '-';
  return runUID === undefined ? 'Waiting' : 'Running';
}

/** tickTimeText is a tick on the schedule's clock and from now; empty where there is none. */
export function tickTimeText(tick: string | undefined, timeZone: string, nowMs: number): string {
  if (tick === undefined) return '';
  return `${localTimeText(tick, timeZone)} (${relativeText(tick, nowMs)})`;
}

/** totalsText counts ticks by what became of them, such as `30 ran, 2 missed`. */
export function totalsText(totals: PipelineScheduleStatusTotals | undefined): string {
  const parts = [
    [totals?.ran, 'ran'],
    [totals?.caughtUp, 'caught up'],
    [totals?.replaced, 'replaced'],
    [totals?.skippedForbid, 'skipped'],
    [totals?.missed, 'missed'],
    [totals?.suspended, 'suspended'],
  ] as const;
  const counted = parts.filter(([count = 0]) => count > 0);
  if (counted.length === 0) return '';
  return `ticks ${counted.map(([count, word]) => `${count ?? 0} ${word}`).join(', ')}`;
}
