import { fitsBytes, shorten } from '@gho-platform/run-core';
import { bounds } from './bounds.ts';
import { byTick } from './time.ts';
import type { Entry, Ledger } from './types.ts';

/** Whether the run of the entry is still to come or has not ended. */
export function isOpen(entry: Entry): boolean {
  return entry.run !== undefined && entry.outcome === undefined;
}

/** Each gives up something that is less worth than what the next one gives up. */
const savings: readonly ((entry: Entry) => Entry)[] = [
  withoutUid,
  (entry) => shortMessage(entry, bounds.shortMessage),
  (entry) => (entry.message === undefined ? entry : shortMessage(entry, 1)),
];

/**
 * fitLedger keeps the latest entries, and all whose runs have not ended: what was forgotten could be
 * started once more. Closed entries lose detail when there is no room.
 */
export function fitLedger(ledger: Ledger): Ledger {
  let fitting = latest(ledger);
  for (const save of savings) {
    if (fitsBytes(fitting, bounds.ledgerBytes)) return fitting;
    fitting = fitting.map((entry) => (isOpen(entry) ? entry : save(entry)));
  }
  while (!fitsBytes(fitting, bounds.ledgerBytes) && !fitting.every(isOpen)) {
    fitting = withoutOldestClosed(fitting);
  }
  return fitting;
}

/** As many as the ledger may have: all open ones and the newest of the others, in order. */
function latest(ledger: Ledger): Entry[] {
  const open = ledger.filter(isOpen);
  const others = ledger.filter((entry) => !isOpen(entry)).sort(byTick);
  const room = Math.max(0, bounds.ledger - open.length);
  return [...open, ...others.slice(Math.max(0, others.length - room))].sort(byTick);
}

function withoutOldestClosed(ledger: Entry[]): Entry[] {
  const oldest = ledger.findIndex((entry) => !isOpen(entry));
  return ledger.toSpliced(Math.max(0, oldest), 1);
}

/** What has an outcome is never created again, with or without the uid. */
function withoutUid(entry: Entry): Entry {
  const kept: { -readonly [K in keyof Entry]: Entry[K] } = { ...entry };
  delete kept.runUID;
  return kept;
}

function shortMessage(entry: Entry, maxLength: number): Entry {
  return entry.message === undefined
    ? entry
    : { ...entry, message: shorten(entry.message, maxLength) };
}
