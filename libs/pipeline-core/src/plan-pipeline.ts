import { isSame } from '@gho-platform/run-core';
import { observeActive } from './active.ts';
import { bounds, deletionPauseMs, maxWaitMs } from './bounds.ts';
import type { ObservedRun, PipelineFacts } from './facts.ts';
import { removalsOf } from './history.ts';
import type { Removals } from './history.ts';
import { memoryOf, remember } from './memory.ts';
import type { PipelinePlan } from './plan-types.ts';
import { admit, waitersOf } from './queue.ts';
import type { Admission } from './queue.ts';
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
  const { active: under, made } = observeActive(scene);
  const known = remember(scene.before.ended ?? [], made);
  const removals = removalsOf(known, scene);
  const ended = remember(known, removals.remembered);
  const { candidates, done } = waitersOf(under, memoryOf(scene.spec, ended), scene);
  const { active, queue } = letIn(under, candidates, scene);
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

/** pipelinePlanChangesNothing: the recorded status is the planned one and there is nothing to do. */
export function pipelinePlanChangesNothing(
  { pipeline }: PipelineFacts,
  { status, actions }: PipelinePlan,
): boolean {
  return actions.length === 0 && isSame(pipeline.status ?? {}, status);
}

/** A Pipeline that bounds nothing keeps no ledger of active runs. */
function letIn(
  under: readonly Active[],
  candidates: readonly ObservedRun[],
  scene: Scene,
): Admission {
  return isGated(scene.spec) ? admit(under, candidates, scene) : { active: [], queue: [] };
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
