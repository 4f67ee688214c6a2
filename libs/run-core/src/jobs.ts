import type { ObservedJob } from './facts.ts';
import type { Attempt, StageStatus } from './types.ts';

/** The attempt that a stage is at: its last one. */
export function currentAttempt(stage: StageStatus): Attempt | undefined {
  return stage.attempts?.at(-1);
}

/** The attempt of a stage that still has no outcome. */
export function openAttempt(stage: StageStatus): Attempt | undefined {
  const attempt = currentAttempt(stage);
  return attempt?.state === 'Running' || attempt?.state === 'Stopping' ? attempt : undefined;
}

/**
 * The Job of an attempt. Once its uid was seen, a Job of the same name with another uid is not the
 * one that did the work.
 */
export function jobOf(attempt: Attempt, jobs: readonly ObservedJob[]): ObservedJob | undefined {
  return jobs.find(
    ({ name, uid }) =>
      name === attempt.jobName && (attempt.jobUID === undefined || attempt.jobUID === uid),
  );
}

/** Jobs that are not those of open attempts but could still do something. */
export function leftoversOf(
  stages: readonly StageStatus[],
  jobs: readonly ObservedJob[],
): readonly ObservedJob[] {
  const open = stages.map(openAttempt).filter((attempt) => attempt !== undefined);
  const wanted = new Set(open.map((attempt) => jobOf(attempt, jobs)?.uid));
  return jobs.filter((job) => !wanted.has(job.uid) && isAlive(job));
}

/** A Job that does something or could start to. */
export function isAlive({ verdict, hasActivePods, mayStartPods }: ObservedJob): boolean {
  return verdict.kind === 'Undecided' || hasActivePods || mayStartPods;
}
