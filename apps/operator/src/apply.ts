import { jobFinalizer } from '@gho-platform/api';
import type { StoredPipelineRun, StoredPipelineSpec } from '@gho-platform/api';
import type { Api, Clock, KubeObject, OwnWrites } from '@gho-platform/kube';
import {
  ApiError,
  classify,
  controllerOf,
  jobs,
  keyOf,
  pods,
  refOfObject,
} from '@gho-platform/kube';
import { jobFor } from '@gho-platform/manifests';
import type { Action, Plan, RunEvent } from '@gho-platform/run-core';
import type { Caches } from './caches.ts';
import type { DeniedJobs } from './denied-jobs.ts';
import type { Gathered } from './gather.ts';
import type { RejectedJobs } from './rejected-jobs.ts';
import { fromJob, pipelineRuns } from './resources.ts';

export interface ApplyOptions {
  readonly api: Api;
  readonly caches: Caches;
  readonly ownWrites: OwnWrites;
  readonly rejected: RejectedJobs;
  readonly denied: DeniedJobs;
  readonly clock: Clock;
  readonly recordEvent: (run: StoredPipelineRun, event: RunEvent) => void;
  readonly observer: ApplyObserver;
}

/** ApplyObserver is told what became true, for metrics and logs. */
export interface ApplyObserver {
  readonly statusStored: (before: StoredPipelineRun, after: StoredPipelineRun) => void;
  readonly jobCreated: (run: StoredPipelineRun, action: CreateJob) => void;
}

export type CreateJob = Extract<Action, { verb: 'createJob' }>;

/** What a pass came to. */
export type Applied =
  | { readonly kind: 'Applied' }
  /** The world is not as the plan supposed: look once more. */
  | { readonly kind: 'Again'; readonly afterMs: number }
  /** Somebody wrote in between: look once more, later each time while that goes on. */
  | { readonly kind: 'Conflict' };

/** HTTP status of a quota that is used up, a right that is missing, a policy that refuses. */
const forbidden = 403;
/** A Job of a deleted run holds the name until the garbage collector has removed it. */
const nameTakenMs = 1_000;

/**
 * Carries out a plan in the fixed order: status, actions, events. The status is written even when
 * it does not change, because the write is refused when the run is no longer the one that was read.
 */
export async function applyPlan(
  plan: Plan,
  gathered: Gathered,
  options: ApplyOptions,
): Promise<Applied> {
  const { run } = gathered.facts;
  const written = await options.api.replaceStatus<StoredPipelineRun>(pipelineRuns, {
    ...run,
    status: plan.status,
  });
  if (written.kind === 'NotFound') return { kind: 'Applied' };
  if (written.kind === 'Conflict') return written;
  options.ownWrites.record(runKey(run), options.caches.runs, written.object);
  options.observer.statusStored(run, written.object);

  try {
    return await performAll(plan.actions, { ...gathered, run: written.object }, options);
  } finally {
    // Also when an action fails: the next pass compares with the stored status and is silent.
    for (const event of plan.events) options.recordEvent(written.object, event);
  }
}

async function performAll(
  actions: readonly Action[],
  target: Target,
  options: ApplyOptions,
): Promise<Applied> {
  let applied: Applied = { kind: 'Applied' };
  let refusal: ApiError | undefined;
  for (const action of inOrder(actions)) {
    try {
      const done = await perform(action, target, options);
      if (done.kind !== 'Applied') applied = done;
    } catch (error) {
      // Where no Job may be created those before it are let go of all the same: a namespace that is
      // deleted waits for them.
      if (!(error instanceof ApiError) || error.status !== forbidden) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== undefined) throw refusal;
  return applied;
}

/**
 * Pods are stopped before their Job is deleted: the garbage collector would give them their whole grace
 * period, and the kubelet does not shorten a stop that has begun. Releases come last, since the next
 * stage must not wait for the bookkeeping of the one before it.
 */
function inOrder(actions: readonly Action[]): readonly Action[] {
  return actions.toSorted((one, other) => urgencyOf(one) - urgencyOf(other));
}

function urgencyOf({ verb }: Action): number {
  if (verb === 'stopPods') return 0;
  return verb === 'releaseJob' ? 2 : 1;
}

type Target = Gathered & { readonly run: StoredPipelineRun };

async function perform(action: Action, target: Target, options: ApplyOptions): Promise<Applied> {
  switch (action.verb) {
    case 'createJob':
      return createJob(action, target, options);
    case 'deleteJob':
      return deleteJob(action, target, options);
    case 'stopPods':
      await stopPods(action.uid, target, options);
      return { kind: 'Applied' };
    case 'releaseJob':
      return releaseJob(action.uid, target, options);
  }
}

/** Shortens the grace period of pods. None at all would leave it open whether they still work. */
async function stopPods(jobUid: string, target: Target, { api }: ApplyOptions): Promise<void> {
  const own = target.pods.filter((pod) => controllerOf(pod)?.uid === jobUid);
  for (const pod of own) {
    const uid = pod.metadata?.uid ?? '';
    const condition = { uid, propagation: 'Background', gracePeriodSeconds: 1 } as const;
    await api.delete(pods, refOfObject(pod), condition);
  }
}

/** Only the Job that the plan was made for: one that changed since may have ended, and then it stays. */
async function deleteJob(
  { name, uid }: Extract<Action, { verb: 'deleteJob' }>,
  { run, jobs: gathered }: Target,
  { api }: ApplyOptions,
): Promise<Applied> {
  const { namespace } = run.metadata;
  const { resourceVersion } = gathered.find((job) => job.metadata?.uid === uid)?.metadata ?? {};
  // In the background the pods would outlive a Job that our finalizer holds.
  const condition = {
    ...{ uid, propagation: 'Foreground' as const },
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  const result = await api.delete(jobs, { namespace, name }, condition);
  return { kind: result.kind === 'Conflict' ? 'Conflict' : 'Applied' };
}

async function createJob(
  action: CreateJob,
  { run, facts }: Target,
  options: ApplyOptions,
): Promise<Applied> {
  const stage = stageOf(facts.pipeline, action.stage);
  const job = fromJob(jobFor({ run, stage, action }));
  try {
    const created = await options.api.create(jobs, job);
    if (created.kind === 'AlreadyExists') return { kind: 'Again', afterMs: nameTakenMs };
    options.ownWrites.record(runKey(run), options.caches.jobs, created.object);
    options.denied.forget(runKey(run));
    options.observer.jobCreated(run, action);
    return { kind: 'Applied' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return refused(error, { action, run }, options);
  }
}

/** A Job that is refused for good fails its attempt; one that is refused for now tells why. */
function refused(
  error: ApiError,
  { action, run }: { readonly action: CreateJob; readonly run: StoredPipelineRun },
  { rejected, denied, clock, recordEvent }: ApplyOptions,
): Applied {
  const key = runKey(run);
  const { name, stage, attempt } = action;
  const { message } = error;
  const at = clock.now().toISOString();
  if (classify(error).kind !== 'Terminal') {
    recordEvent(run, { type: 'Warning', reason: 'JobNotCreated', message });
    if (error.status === forbidden) denied.add(key, { name, since: at, message });
    throw error;
  }
  rejected.add({ runKey: key, runUid: run.metadata.uid, name, stage, attempt, at, message });
  return { kind: 'Again', afterMs: 0 };
}

async function releaseJob(uid: string, target: Target, options: ApplyOptions): Promise<Applied> {
  const job = target.jobs.find((one) => one.metadata?.uid === uid);
  if (job === undefined) return { kind: 'Applied' };
  return releaseFinalizer(job, { key: runKey(target.run), ...options });
}

export interface ReleaseOptions extends Pick<ApplyOptions, 'api' | 'caches' | 'ownWrites'> {
  readonly key: string;
}

/** Takes the operator's finalizer off a Job, as it was read. */
export async function releaseFinalizer(job: KubeObject, options: ReleaseOptions): Promise<Applied> {
  const { api, caches, ownWrites, key } = options;
  const released = await api.removeFinalizer(jobs, job, jobFinalizer);
  if (released.kind === 'Conflict') return released;
  if (released.kind === 'Stored') ownWrites.record(key, caches.jobs, released.object);
  return { kind: 'Applied' };
}

function stageOf(
  pipeline: Gathered['facts']['pipeline'],
  name: string,
): StoredPipelineSpec['stages'][number] {
  const stages = pipeline.kind === 'Resolved' ? pipeline.spec.stages : [];
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) throw new Error(`create Job of stage ${name}: no such stage`);
  return stage;
}

function runKey(run: StoredPipelineRun): string {
  return keyOf(run.metadata);
}
