import { bounds, duplicateSeconds } from './bounds.ts';
import type { ObservedRun } from './facts.ts';
import { oldestFirst } from './order.ts';
import type { PipelineAction, PipelineEvent } from './plan-types.ts';
import type { Scene } from './scene.ts';
import { waitMsUntil } from './time.ts';
import type { Ended, Spec } from './types.ts';

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

/** removesJobs: whether history ever asks if a run has Jobs; who is not asked need not look. */
export function removesJobs({ history }: Spec): boolean {
  return Object.values(fields).some(({ jobsTTL }) => history?.[jobsTTL] !== undefined);
}

/** removalsOf decides which runs, and which runs' Jobs, history removes. `known` is the memory so far. */
export function removalsOf(known: readonly Ended[], scene: Scene): Removals {
  const memory = new Map(known.map((entry) => [entry.uid, entry]));
  const runs = endedRuns(scene);
  const reasons = removalReasons(runs, memory, scene);
  const due = runs.filter(({ uid }) => reasons.has(uid));
  const removed = due.slice(0, bounds.deletions);
  const mattered = removed.filter(didSomething);
  const cleared = runs.filter((run) => !reasons.has(run.uid) && jobsWaitMs(run, scene) <= 0);
  return {
    remembered: mattered.map((run) => removedEntry(run, memory)),
    actions: [
      ...removed.map(({ name, uid }) => ({ verb: 'deleteRun', name, uid }) as const),
      ...cleared.map(({ name, uid }) => ({ verb: 'deleteJobs', name, uid }) as const),
    ].slice(0, bounds.deletions),
    // Told once, which takes a memory.
    events: mattered
      .filter(({ uid }) => memory.get(uid)?.removed !== true)
      .map((run) => removalEvent(run, reasons.get(run.uid) ?? '')),
    more: due.length + cleared.length > bounds.deletions,
    waitsMs: runs
      .flatMap((run) => [runWaitMs(run, scene), jobsWaitMs(run, scene)])
      .filter((waitMs) => waitMs > 0 && Number.isFinite(waitMs)),
  };
}

/** Runs that ended and that nobody deletes yet, oldest first. */
function endedRuns({ runs }: Scene): readonly EndedRun[] {
  const ended = runs
    .filter((run): run is EndedRun => run.end !== undefined && run.state === 'Ended')
    .filter(({ deleting }) => !deleting);
  return oldestFirst(ended, ({ end }) => end.finishedAt);
}

/** Runs of mode Plan and duplicates made nothing: none counts against a limit or is remembered. */
function didSomething({ isPlan, end }: EndedRun): boolean {
  return !isPlan && !end.isDuplicate;
}

/** Why runs are removed, by uid. A run that another, which has not started, is to resume is kept. */
function removalReasons(
  runs: readonly EndedRun[],
  memory: ReadonlyMap<string, Ended>,
  scene: Scene,
): ReadonlyMap<string, string> {
  const resumed = resumedNames(scene);
  const reasons = beyondLimits(runs, scene);
  for (const run of runs) {
    const { uid, name } = run;
    if (runWaitMs(run, scene) <= 0) reasons.set(uid, `${fields[run.end.outcome].ttl} is over`);
    // The decision was stored, but the deletion may have been lost.
    if (memory.get(uid)?.removed === true) reasons.set(uid, 'it was decided before');
    if (resumed.has(name)) reasons.delete(uid);
  }
  return reasons;
}

function beyondLimits(runs: readonly EndedRun[], { spec }: Scene): Map<string, string> {
  const beyond = new Map<string, string>();
  for (const outcome of ['Succeeded', 'Failed'] as const) {
    const field = fields[outcome].limit;
    const limit = spec.history?.[field];
    if (limit === undefined) continue;
    const counted = runs.filter((run) => didSomething(run) && run.end.outcome === outcome);
    for (const { uid } of counted.slice(0, Math.max(0, counted.length - limit))) {
      beyond.set(uid, `${field} is ${limit}`);
    }
  }
  return beyond;
}

/** Names of runs that others, which have not started, are to resume. */
function resumedNames({ runs }: Scene): ReadonlySet<string | undefined> {
  return new Set(
    runs.filter(({ state }) => state === 'Waiting' || state === 'Held').map((run) => run.resumes),
  );
}

/** Milliseconds until the run may be removed by its age; infinite where history sets none. */
function runWaitMs({ end }: EndedRun, { spec, now }: Scene): number {
  const ttl = spec.history?.[fields[end.outcome].ttl];
  if (ttl === undefined) return Number.POSITIVE_INFINITY;
  const seconds = end.isDuplicate ? Math.max(ttl, duplicateSeconds) : ttl;
  return waitMsUntil(end.finishedAt, seconds, now);
}

/** The same for its Jobs; infinite where there are none. */
function jobsWaitMs({ hasJobs, end }: EndedRun, { spec, now }: Scene): number {
  const ttl = spec.history?.[fields[end.outcome].jobsTTL];
  if (ttl === undefined || !hasJobs) return Number.POSITIVE_INFINITY;
  return waitMsUntil(end.finishedAt, ttl, now);
}

/** The partition is the one that the ledger recorded when the run was let in. */
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
