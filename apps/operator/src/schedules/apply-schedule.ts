import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { Api, OwnWrites } from '@gho-platform/kube';
import { ApiError, classify, keyOf } from '@gho-platform/kube';
import type {
  ScheduleAction,
  ScheduleEvent,
  ScheduleFacts,
  SchedulePlan,
} from '@gho-platform/schedule-core';
import type { Applied } from '../apply.ts';
import type { Caches } from '../caches.ts';
import { pipelineRuns, pipelineSchedules } from '../resources.ts';
import type { RefusedRuns } from './refused-runs.ts';
import type { CreateRun } from './run-for.ts';
import { runFor } from './run-for.ts';

export interface ApplyScheduleOptions {
  readonly api: Api;
  readonly caches: Caches;
  readonly ownWrites: OwnWrites;
  readonly refused: RefusedRuns;
  readonly recordEvent: (schedule: StoredPipelineSchedule, event: ScheduleEvent) => void;
  readonly observer: ScheduleObserver;
}

/** ScheduleObserver is told what became true, for metrics and logs. */
export interface ScheduleObserver {
  readonly statusStored: (schedule: StoredPipelineSchedule, plan: SchedulePlan) => void;
  readonly runCreated: (schedule: StoredPipelineSchedule, action: CreateRun) => void;
}

/** HTTP status of a right that is missing, a quota that is used up, a policy that refuses. */
const forbidden = 403;
/** Somebody else's run, or our own that the caches have yet to show: look once more. */
const nameTakenMs = 1_000;

/**
 * Carries out a plan in the fixed order: status, actions, events. The status is written even when it
 * does not change, because the write is refused when the schedule is no longer the one that was read.
 */
export async function applySchedulePlan(
  plan: SchedulePlan,
  { schedule }: ScheduleFacts,
  options: ApplyScheduleOptions,
): Promise<Applied> {
  const written = await options.api.replaceStatus<StoredPipelineSchedule>(pipelineSchedules, {
    ...schedule,
    status: plan.status,
  });
  if (written.kind === 'NotFound') return { kind: 'Applied' };
  if (written.kind === 'Conflict') return written;
  const stored = written.object;
  options.ownWrites.record(keyOf(schedule.metadata), options.caches.schedules, stored);
  options.observer.statusStored(stored, plan);
  try {
    return await performAll(plan.actions, stored, options);
  } finally {
    // Also when an action fails: the next pass compares with the stored status and is silent.
    for (const event of plan.events) options.recordEvent(stored, event);
  }
}

async function performAll(
  actions: readonly ScheduleAction[],
  schedule: StoredPipelineSchedule,
  options: ApplyScheduleOptions,
): Promise<Applied> {
  let applied: Applied = { kind: 'Applied' };
  for (const action of actions) {
    const done = await perform(action, schedule, options);
    if (done.kind !== 'Applied') applied = done;
  }
  return applied;
}

async function perform(
  action: ScheduleAction,
  schedule: StoredPipelineSchedule,
  options: ApplyScheduleOptions,
): Promise<Applied> {
  const ref = { namespace: schedule.metadata.namespace, name: action.name };
  switch (action.verb) {
    case 'createRun':
      return createRun(action, schedule, options);
    case 'cancelRun': {
      // The uid makes it a precondition: another run of that name is left alone.
      const change = { metadata: { uid: action.uid }, spec: { cancel: 'Graceful' } };
      const cancelled = await options.api.merge(pipelineRuns, ref, change);
      recordRun(cancelled, schedule, options);
      return { kind: 'Applied' };
    }
    case 'deleteRun':
      await options.api.delete(pipelineRuns, ref, { uid: action.uid, propagation: 'Background' });
      return { kind: 'Applied' };
  }
}

async function createRun(
  action: CreateRun,
  schedule: StoredPipelineSchedule,
  options: ApplyScheduleOptions,
): Promise<Applied> {
  try {
    const created = await options.api.create(pipelineRuns, runFor(schedule, action));
    if (created.kind === 'AlreadyExists') return { kind: 'Again', afterMs: nameTakenMs };
    recordRun(created, schedule, options);
    options.refused.forget(keyOf(schedule.metadata));
    options.observer.runCreated(schedule, action);
    return { kind: 'Applied' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return refusedRun(error, action, { ...options, schedule });
  }
}

/** A refusal goes into the status at once; one for now is asked again, later each time. */
function refusedRun(
  error: ApiError,
  { name }: CreateRun,
  { schedule, refused }: ApplyScheduleOptions & { readonly schedule: StoredPipelineSchedule },
): Applied {
  const forGood = classify(error).kind === 'Terminal';
  if (!forGood && error.status !== forbidden) throw error;
  const isNew = refused.add(keyOf(schedule.metadata), { name, forGood, message: error.message });
  if (!forGood && !isNew) throw error;
  return { kind: 'Again', afterMs: 0 };
}

function recordRun(
  written: { readonly kind: string; readonly object?: Parameters<OwnWrites['record']>[2] },
  schedule: StoredPipelineSchedule,
  { ownWrites, caches }: ApplyScheduleOptions,
): void {
  if (written.object === undefined) return;
  ownWrites.record(keyOf(schedule.metadata), caches.runs, written.object);
}
