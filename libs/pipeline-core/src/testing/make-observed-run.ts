import type { Instant, ObservedRun } from '../facts.ts';

/** makeObservedRun is a run that waits; its uid follows from its name. */
export function makeObservedRun(name: string, fields: Partial<ObservedRun> = {}): ObservedRun {
  return {
    name,
    uid: `uid-of-${name}`,
    createdAt: '2026-06-01T00:00:00Z',
    priority: 0,
    force: false,
    isPlan: false,
    state: 'Waiting',
    deleting: false,
    hasJobs: false,
    ...fields,
  };
}

/** The fields of a run that ended. */
export function endedAs(
  outcome: 'Succeeded' | 'Failed',
  finishedAt: Instant,
): Pick<ObservedRun, 'state' | 'end'> {
  return { state: 'Ended', end: { outcome, finishedAt, isDuplicate: false } };
}
