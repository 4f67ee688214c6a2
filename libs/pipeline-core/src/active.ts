import type { ObservedRun } from './facts.ts';
import type { Scene } from './scene.ts';
import type { Active, Ended } from './types.ts';

export interface ActiveRuns {
  /** Runs that have a place: those let in before that have not ended, then those found at work. */
  readonly active: readonly Active[];
  /** Runs that gave their place back and made a partition. */
  readonly made: readonly Ended[];
}

/** observeActive brings the ledger's active runs up to date with what became of them. */
export function observeActive(scene: Scene): ActiveRuns {
  const recorded = [
    ...new Map((scene.before.active ?? []).map((entry) => [entry.uid, entry])).values(),
  ];
  const kept = recorded.filter((entry) => isUnderWay(entry, scene));
  return {
    active: [...kept.map((entry) => withPartition(entry, scene)), ...foundAtWork(recorded, scene)],
    made: recorded.flatMap((entry) => madeBy(entry, scene.runByUid.get(entry.uid))),
  };
}

/** A run that the cache does not show may be newer than the cache: only what is gone gives way. */
function isUnderWay({ uid }: Active, { runByUid, goneRuns }: Scene): boolean {
  const run = runByUid.get(uid);
  return run === undefined ? !goneRuns.has(uid) : run.state !== 'Ended';
}

/** A run that was let in before the Pipeline had partitions. */
function withPartition(entry: Active, { runByUid }: Scene): Active {
  const partition = entry.partition ?? runByUid.get(entry.uid)?.partition;
  return partition === undefined ? entry : { ...entry, partition };
}

/**
 * Runs that work without a place, as when the Pipeline got its limit later or its status was edited.
 * They cannot be undone, so they get one, even beyond the limit. One that is remembered has ended.
 */
function foundAtWork(recorded: readonly Active[], scene: Scene): readonly Active[] {
  const known = new Set([...recorded, ...(scene.before.ended ?? [])].map(({ uid }) => uid));
  return scene.runs
    .filter(({ state, uid }) => state === 'Started' && !known.has(uid) && !scene.goneRuns.has(uid))
    .map((run) => activeEntry(run, scene));
}

/** The place of a run, from now on. */
export function activeEntry({ name, uid, partition }: ObservedRun, { now }: Scene): Active {
  return { run: name, uid, ...(partition === undefined ? {} : { partition }), since: now };
}

/** The partition is the recorded one: what the run's parameters mean may have changed since. */
function madeBy({ run, uid, partition }: Active, observed: ObservedRun | undefined): Ended[] {
  const end = observed?.state === 'Ended' ? observed.end : undefined;
  if (partition === undefined || end?.outcome !== 'Succeeded' || end.isDuplicate) return [];
  return [{ run, uid, partition, outcome: end.outcome, finishedAt: end.finishedAt }];
}
