import { bounds } from './bounds.ts';
import { msOf } from './time.ts';
import type { Ended, Spec } from './types.ts';

const encoder = new TextEncoder();

/**
 * remember adds runs to those that are remembered. What comes out is ordered by when they finished,
 * has each run once, one run for each partition that was made, and one for each name that history
 * removed. Beyond the bounds the oldest are forgotten.
 */
export function remember(stored: readonly Ended[], added: readonly Ended[]): readonly Ended[] {
  const byUid = new Map<string, Ended>();
  for (const entry of [...stored, ...added])
    byUid.set(entry.uid, merge(byUid.get(entry.uid), entry));
  const ordered = [...byUid.values()].sort(byEnd);
  return latest(withoutRepeats(ordered));
}

/** Oldest first. The uid makes the order total, so that it does not depend on who wrote the list. */
function byEnd(one: Ended, other: Ended): number {
  return msOf(one.finishedAt) - msOf(other.finishedAt) || (one.uid < other.uid ? -1 : 1);
}

/** What was removed stays removed. */
function merge(known: Ended | undefined, entry: Ended): Ended {
  return known?.removed === true ? { ...entry, removed: true } : entry;
}

/** From the newest back: each has to tell something that no newer one tells. */
function withoutRepeats(ordered: readonly Ended[]): readonly Ended[] {
  const names = new Set<string>();
  const partitions = new Set<string>();
  const kept: Ended[] = [];
  for (const entry of ordered.toReversed()) {
    const toldName = entry.removed === true && !names.has(entry.run);
    const made = madePartition(entry);
    const toldPartition = made !== undefined && !partitions.has(made);
    if (made !== undefined) partitions.add(made);
    if (toldName) {
      names.add(entry.run);
      kept.push(entry);
    } else if (toldPartition) {
      kept.push(withoutRemoved(entry));
    }
  }
  return kept.reverse();
}

/** A younger run of its name was removed too; this one is remembered for its partition alone. */
function withoutRemoved({ run, uid, partition, outcome, finishedAt }: Ended): Ended {
  return { run, uid, ...(partition === undefined ? {} : { partition }), outcome, finishedAt };
}

/** As many of the latest as a status may hold. */
function latest(ordered: readonly Ended[]): readonly Ended[] {
  let bytes = 0;
  const kept = ordered.slice(-bounds.ended);
  const tooOld = kept.findLastIndex((entry) => {
    bytes += encoder.encode(JSON.stringify(entry)).length + 1;
    return bytes > bounds.endedBytes;
  });
  return kept.slice(tooOld + 1);
}

function madePartition({ partition, outcome }: Ended): string | undefined {
  return outcome === 'Succeeded' ? partition : undefined;
}

/** Memory answers who did before what a run would do. */
export interface Memory {
  readonly removed: ReadonlyMap<string, Ended>;
  readonly made: ReadonlyMap<string, Ended>;
}

/** memoryOf looks runs up by name, where history removed them, and by the partition they made. */
export function memoryOf({ partition }: Spec, ended: readonly Ended[]): Memory {
  const made =
    partition === undefined ? [] : ended.filter((one) => madePartition(one) !== undefined);
  return {
    removed: new Map(ended.filter(({ removed }) => removed === true).map((one) => [one.run, one])),
    made: new Map(made.map((one) => [one.partition ?? '', one])),
  };
}
