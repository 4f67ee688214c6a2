import { foundAtWork, keptActive, madePartitions } from './active.ts';
import { bounds, deletionPauseMs, maxWaitMs } from './bounds.ts';
import type { ObservedRun, PipelineFacts } from './facts.ts';
import { removalsOf } from './history.ts';
import type { Removals } from './history.ts';
import { memoryOf, remember } from './memory.ts';
import type { PipelinePlan, QueueEntry } from './plan-types.ts';
import { admit, waitersOf } from './queue.ts';
import { refreshOf } from './refresh.ts';
import { isGated, sceneOf } from './scene.ts';
import type { Scene } from './scene.ts';
import type { Active, Ended, Status } from './types.ts';

/**
 * planPipeline decides about the runs of one Pipeline: who may start, who waits where, what is
 * remembered and what history removes. It is total, whatever the status holds. Asked again with its
 * own status and otherwise the same facts, it says the same.
 */
export function planPipeline(facts: PipelineFacts): PipelinePlan {
  const scene = sceneOf(facts);
  const remembered = remember(scene.before.ended ?? [], madePartitions(scene));
  const removals = removalsOf(remembered, scene);
  const ended = remember(remembered, removals.remembered);
  const { active, queue, done } = letIn(ended, scene);
  const refresh = refreshOf(queue, scene);
  const waitMs = waitOf(removals, refresh.waitsMs);
  return {
    status: statusOf(active, ended, scene),
    queue,
    admitted: admittedNames(active, scene),
    alreadyDone: done.map(({ name }) => name),
    refresh: refresh.due,
    actions: removals.actions,
    events: removals.events,
    ...(waitMs === undefined ? {} : { requeueAfterMs: waitMs }),
  };
}

interface LetIn {
  readonly active: readonly Active[];
  readonly queue: readonly QueueEntry[];
  readonly done: readonly ObservedRun[];
}

/** A Pipeline that bounds nothing keeps no ledger of active runs. */
function letIn(ended: readonly Ended[], scene: Scene): LetIn {
  const kept = keptActive(scene);
  const known = new Set([...kept, ...ended].map(({ uid }) => uid));
  const { candidates, done } = waitersOf(known, memoryOf(scene.spec, ended), scene);
  if (!isGated(scene.spec)) return { active: [], queue: [], done };
  return { ...admit([...kept, ...foundAtWork(known, scene)], candidates, scene), done };
}

/** Runs found at work may be more than a status holds; nothing starts until they are fewer. */
function statusOf(active: readonly Active[], ended: readonly Ended[], { spec }: Scene): Status {
  const recorded = active.slice(0, bounds.active);
  return {
    ...(isGated(spec) ? { activeRuns: recorded.length } : {}),
    ...(recorded.length === 0 ? {} : { active: recorded }),
    ...(ended.length === 0 ? {} : { ended }),
  };
}

function admittedNames(active: readonly Active[], { runByUid }: Scene): readonly string[] {
  return active
    .filter(({ uid }) => {
      const state = runByUid.get(uid)?.state;
      return state === 'Waiting' || state === 'Held';
    })
    .map(({ run }) => run);
}

function waitOf(
  { more, waitsMs }: Removals,
  refreshWaitsMs: readonly number[],
): number | undefined {
  const pause = more ? [deletionPauseMs] : [];
  const least = [...pause, ...waitsMs, ...refreshWaitsMs].reduce(
    (one, other) => Math.min(one, other),
    Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(least) ? Math.min(least, maxWaitMs) : undefined;
}
