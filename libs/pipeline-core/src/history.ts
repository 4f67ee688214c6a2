import { bounds, duplicateSeconds } from './bounds.ts';
import type { ObservedRun } from './facts.ts';
import type { PipelineAction, PipelineEvent } from './plan-types.ts';
import type { Scene } from './scene.ts';
import { msOf, waitMsUntil } from './time.ts';
import type { Ended } from './types.ts';

export interface Removals {
  /** To be remembered in the status before they are deleted. */
  readonly remembered: readonly Ended[];
  readonly actions: readonly PipelineAction[];
  readonly events: readonly PipelineEvent[];
  /** Whether more is due than one pass deletes. */
  readonly more: boolean;
  /** Milliseconds until more is due. */
  readonly waitsMs: readonly number[];
}

type EndedRun = ObservedRun & { readonly end: NonNullable<ObservedRun['end']> };

/** The fields of spec.history for an outcome. */
const fields = {
  Succeeded: {
    limit: 'successfulRunsLimit',
    ttl: 'ttlSecondsAfterSuccess',
    jobsTTL: 'jobsTTLSecondsAfterSuccess',
  },
  Failed: {
    limit: 'failedRunsLimit',
    ttl: 'ttlSecondsAfterFailure',
    jobsTTL: 'jobsTTLSecondsAfterFailure',
  },
} as const;

/** removalsOf decides which runs, and which runs' Jobs, history removes. `ended` is the memory so far. */
export function removalsOf(ended: readonly Ended[], scene: Scene): Removals {
  const memory = new Map(ended.map((entry) => [entry.uid, entry]));
  const runs = endedRuns(scene);
  const beyond = beyondLimits(runs, scene);
  const resumed = resumedNames(scene);
  const reasonOf = (run: EndedRun): string | undefined =>
    beyond.get(run.uid) ?? expiry(run, scene) ?? decidedBefore(memory.get(run.uid));
  const due = runs.filter((run) => !resumed.has(run.name) && reasonOf(run) !== undefined);
  const removed = due.slice(0, bounds.deletions);
  const cleared = runs.filter((run) => !due.includes(run) && jobsWaitMs(run, scene) <= 0);
  const told = removed.filter(({ uid }) => memory.get(uid)?.removed !== true);
  return {
    remembered: removed.filter(isRemembered).map((run) => removedEntry(run, memory)),
    actions: [
      ...removed.map(({ name, uid }) => ({ verb: 'deleteRun', name, uid }) as const),
      ...cleared.map(({ name, uid }) => ({ verb: 'deleteJobs', name, uid }) as const),
    ].slice(0, bounds.deletions),
    events: told.map((run) => removalEvent(run, reasonOf(run) ?? '')),
    more: due.length + cleared.length > bounds.deletions,
    waitsMs: runs
      .flatMap((run) => [runWaitMs(run, scene), jobsWaitMs(run, scene)])
      .filter((waitMs) => waitMs > 0 && Number.isFinite(waitMs)),
  };
}

/** Runs that ended and that nobody deletes yet, oldest first. */
function endedRuns({ runs }: Scene): readonly EndedRun[] {
  return runs
    .filter((run): run is EndedRun => run.end !== undefined && run.state === 'Ended')
    .filter(({ deleting }) => !deleting)
    .sort(
      (one, other) =>
        msOf(one.end.finishedAt) - msOf(other.end.finishedAt) || (one.name < other.name ? -1 : 1),
    );
}

/** Runs of mode Plan and duplicates did nothing: there is nothing to remember. */
function isRemembered({ isPlan, end }: EndedRun): boolean {
  return !isPlan && !end.isDuplicate;
}

/** Why runs are beyond a limit, by uid. Runs that did nothing do not count. */
function beyondLimits(runs: readonly EndedRun[], { spec }: Scene): ReadonlyMap<string, string> {
  const beyond = new Map<string, string>();
  for (const outcome of ['Succeeded', 'Failed'] as const) {
    const field = fields[outcome].limit;
    const limit = spec.history?.[field];
    if (limit === undefined) continue;
    const counted = runs.filter((run) => isRemembered(run) && run.end.outcome === outcome);
    for (const { uid } of counted.slice(0, Math.max(0, counted.length - limit))) {
      beyond.set(uid, `${field} is ${limit}`);
    }
  }
  return beyond;
}

function expiry(run: EndedRun, scene: Scene): string | undefined {
  const field = fields[run.end.outcome].ttl;
  const seconds = scene.spec.history?.[field] ?? 0;
  return runWaitMs(run, scene) <= 0 ? `${field} is ${seconds}` : undefined;
}

/** The decision was stored; the deletion may have been lost. */
function decidedBefore(entry: Ended | undefined): string | undefined {
  return entry?.removed === true ? 'it was decided before' : undefined;
}

function runWaitMs({ end }: EndedRun, { spec, now }: Scene): number {
  const ttl = spec.history?.[fields[end.outcome].ttl];
  if (ttl === undefined) return Number.POSITIVE_INFINITY;
  const seconds = end.isDuplicate ? Math.max(ttl, duplicateSeconds) : ttl;
  return waitMsUntil(end.finishedAt, seconds, now);
}

function jobsWaitMs({ hasJobs, end }: EndedRun, { spec, now }: Scene): number {
  const ttl = spec.history?.[fields[end.outcome].jobsTTL];
  if (ttl === undefined || !hasJobs) return Number.POSITIVE_INFINITY;
  return waitMsUntil(end.finishedAt, ttl, now);
}

/** Names of runs that others, which have not started, are to resume. */
function resumedNames({ runs }: Scene): ReadonlySet<string | undefined> {
  return new Set(
    runs.filter(({ state }) => state === 'Waiting' || state === 'Held').map((run) => run.resumes),
  );
}

function removedEntry({ name, uid, end }: EndedRun, memory: ReadonlyMap<string, Ended>): Ended {
  const partition = memory.get(uid)?.partition;
  const { outcome, finishedAt } = end;
  return {
    run: name,
    uid,
    ...(partition === undefined ? {} : { partition }),
    outcome,
    finishedAt,
    removed: true,
  };
}

function removalEvent({ name, end }: EndedRun, why: string): PipelineEvent {
  const ended = `${end.outcome === 'Succeeded' ? 'succeeded' : 'failed'} at ${end.finishedAt}`;
  return {
    type: 'Normal',
    reason: 'RunRemoved',
    message: `run ${name}, which ${ended}, is removed: spec.history.${why}`,
  };
}
