import { shorten } from '@gho-platform/run-core';
import { bounds } from './bounds.ts';
import type { ScheduleFacts } from './facts.ts';
import { isOpen } from './ledger.ts';
import type { Entry, Ledger } from './types.ts';

/** How the messages of entries begin whose run could not be created. */
export const neverCreated = { conflict: 'name conflict: ', refused: 'refused: ' } as const;

/**
 * observeLedger writes down what became of the runs: their uids once they were seen, and how they
 * ended. An outcome that is recorded is final, even if its run is gone.
 */
export function observeLedger(ledger: Ledger, facts: ScheduleFacts): Ledger {
  return ledger.map((entry) => observed(entry, facts));
}

/** One entry as the runs show it. */
export function observed(entry: Entry, facts: ScheduleFacts): Entry {
  if (!isOpen(entry)) return entry;
  const run = facts.runs.find(
    ({ name, uid }) => name === entry.run && (entry.runUID === undefined || entry.runUID === uid),
  );
  if (run !== undefined) {
    const seen = { ...entry, runUID: run.uid };
    return run.state === 'Active' ? seen : { ...seen, outcome: run.state };
  }
  // Once seen, a run is not created again: its absence means that somebody deleted it.
  if (entry.runUID !== undefined) {
    return closed(entry, 'Cancelled', 'the run was deleted before its end');
  }
  return notCreated(entry, facts);
}

function notCreated(entry: Entry, { foreignRunNames, refusedRuns }: ScheduleFacts): Entry {
  const { run = '' } = entry;
  if (foreignRunNames.includes(run)) {
    const why = `${neverCreated.conflict}run ${run} exists and is not of this schedule`;
    return closed(entry, 'Failed', why);
  }
  const refused = refusedRuns.find(({ name, forGood }) => name === run && forGood);
  if (refused === undefined) return entry;
  return closed(entry, 'Failed', `${neverCreated.refused}${refused.message}`);
}

/** Ends an entry without a run that could tell how it ended. */
export function closed(entry: Entry, outcome: 'Failed' | 'Cancelled', message: string): Entry {
  return { ...entry, outcome, message: shorten(message, bounds.message) };
}
