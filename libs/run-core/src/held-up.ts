import type { Instant, ObservedJob } from './facts.ts';
import type { RunScene } from './scene.ts';
import { after, isDue } from './time.ts';

/** The Job controller needs about two seconds after the end of the container, more under load. */
const patienceMs = 60_000;

/**
 * isHeldUp: the outcome of a Job is certain but the Job does not end. A container that somebody
 * injected keeps its pods alive, with all that they have reserved, and its other shards at work. A
 * run that must end does not wait for them.
 */
export function isHeldUp(job: ObservedJob, { facts, halt }: RunScene): boolean {
  const since = heldUpAt(job);
  if (since === undefined) return false;
  return isDue(since, facts.now) || (halt !== undefined && job.hasActivePods);
}

/** When a Job counts as held up; undefined for one that ended, or whose outcome is not certain. */
export function heldUpAt({ verdict, finished, deleting }: ObservedJob): Instant | undefined {
  if (verdict.kind === 'Undecided' || finished || deleting) return undefined;
  return after(verdict.at, patienceMs);
}
