import type { ObservedRun } from './facts.ts';
import type { Scene } from './scene.ts';
import type { Active, Ended } from './types.ts';

/** keptActive are the runs that were let in before and have not ended, each once. */
export function keptActive(scene: Scene): readonly Active[] {
  return recordedActive(scene)
    .filter((entry) => isUnderWay(entry, scene))
    .map((entry) => withPartition(entry, scene));
}

/** madePartitions are the runs that give their place back and made a partition. */
export function madePartitions(scene: Scene): readonly Ended[] {
  return recordedActive(scene).flatMap((entry) => madeBy(entry, scene.runByUid.get(entry.uid)));
}

function recordedActive({ before }: Scene): readonly Active[] {
  return [...new Map((before.active ?? []).map((entry) => [entry.uid, entry])).values()];
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
 * foundAtWork are runs that work without a place, as when the Pipeline got its limit later or its status
 * was edited. They cannot be undone, so they get one, even beyond the limit. `known` are the uids of
 * runs that have a place, and of those that are remembered: they have ended.
 */
export function foundAtWork(known: ReadonlySet<string>, scene: Scene): readonly Active[] {
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
