import { isImmediate } from './cancel.ts';
import type { ObservedJob } from './facts.ts';
import { isFinally, outcomeOf } from './finally.ts';
import { isHeldUp } from './held-up.ts';
import { isAlive, jobOf, leftoversOf, openAttempt } from './jobs.ts';
import type { Action } from './plan-types.ts';
import type { RunScene } from './scene.ts';
import { stageSpec } from './stage-spec.ts';
import { isProblem, substitute } from './substitution.ts';
import type { StageStatus } from './types.ts';

/**
 * actionsFor derives everything to be done from the decided stages and the Jobs that exist. It asks
 * for the same again until the world shows it, so a lost or repeated action does no harm.
 */
export function actionsFor(stages: readonly StageStatus[], scene: RunScene): readonly Action[] {
  const { jobs } = scene.facts;
  const unwanted = new Set([...stoppedJobs(stages, jobs), ...leftoversOf(stages, jobs)]);
  return [
    ...jobs
      .filter((job) => (unwanted.has(job) && canBeDeleted(job)) || isHeldUp(job, scene))
      .map(deleteJob),
    ...(isImmediate(scene.facts) ? jobs.filter(isAlive).map(stopPods) : []),
    ...jobs.filter((job) => canBeReleased(job, stages)).map(releaseJob),
    ...stages.flatMap((stage) => createJob(stage, stages, scene)),
  ];
}

/**
 * actionsOfDeletedRun lets the garbage collector finish: nobody will record an outcome any more, so
 * no Job is held. For a run with a deletionTimestamp, and for Jobs whose run is gone.
 */
export function actionsOfDeletedRun(jobs: readonly ObservedJob[]): readonly Action[] {
  return [
    ...jobs.filter((job) => isAlive(job) && canBeDeleted(job)).map(deleteJob),
    ...jobs.filter(({ held }) => held).map(releaseJob),
  ];
}

/** Jobs of attempts that are being stopped. */
function stoppedJobs(
  stages: readonly StageStatus[],
  jobs: readonly ObservedJob[],
): readonly ObservedJob[] {
  return stages
    .filter(({ state }) => state === 'Stopping')
    .map((stage) => openAttempt(stage))
    .filter((attempt) => attempt !== undefined)
    .map((attempt) => jobOf(attempt, jobs))
    .filter((job) => job !== undefined);
}

/** Finished Jobs are kept for their logs, until the run goes; the Job controller ends their pods. */
function canBeDeleted({ deleting, verdict }: ObservedJob): boolean {
  return !deleting && verdict.kind === 'Undecided';
}

/**
 * The hold keeps a Job until its outcome is in the status. It may go when it is, or when there will
 * be none: somebody deletes the Job and none of its pods works any more.
 */
function canBeReleased(job: ObservedJob, stages: readonly StageStatus[]): boolean {
  if (!job.held) return false;
  const open = stages.some((stage) => {
    const attempt = openAttempt(stage);
    return attempt !== undefined && jobOf(attempt, [job]) !== undefined;
  });
  const nothingToCome = job.deleting && !job.hasActivePods;
  return nothingToCome || (!open && job.verdict.kind !== 'Undecided');
}

function createJob(
  stage: StageStatus,
  stages: readonly StageStatus[],
  { facts, parameters }: RunScene,
): readonly Action[] {
  const attempt = openAttempt(stage);
  if (stage.state !== 'Running' || attempt === undefined) return [];
  // Once noted, a Job is not created again: its absence means that the attempt was lost.
  if (attempt.jobUID !== undefined || jobOf(attempt, facts.jobs) !== undefined) return [];
  const spec = stageSpec(stage.name, facts);
  if (spec === undefined) return [];
  const ended = stages.filter((one) => !isFinally(one));
  const outcome = isFinally(stage) ? outcomeOf(ended) : undefined;
  const substituted = substitute(spec, { run: facts.run, parameters, stages, outcome });
  if (isProblem(substituted)) return [];
  return [
    {
      verb: 'createJob',
      name: attempt.jobName,
      stage: stage.name,
      attempt: attempt.number,
      ...(attempt.memory === undefined ? {} : { memory: attempt.memory }),
      ...(outcome === undefined ? {} : { outcome }),
      ...substituted,
    },
  ];
}

function deleteJob({ name, uid }: ObservedJob): Action {
  return { verb: 'deleteJob', name, uid };
}

/** Asked for until the pods are gone: they may have been given their whole grace period before. */
function stopPods({ name, uid }: ObservedJob): Action {
  return { verb: 'stopPods', name, uid };
}

function releaseJob({ name, uid }: ObservedJob): Action {
  return { verb: 'releaseJob', name, uid };
}
