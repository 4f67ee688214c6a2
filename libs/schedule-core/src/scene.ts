import type { ObservedRun, ScheduleFacts } from './facts.ts';
import { delaySecondsOf } from './identity.ts';
import { msOf } from './time.ts';
import type { Spec } from './types.ts';

/** Mode is whether the schedule starts anything at all. */
export type Mode = 'Running' | 'Suspended' | 'Stopped' | 'Invalid';

/** Scene is what holds for the whole decision. */
export interface Scene {
  readonly facts: ScheduleFacts;
  readonly spec: Spec;
  readonly mode: Mode;
  readonly nowMs: number;
  readonly delayMs: number;
  /** Own runs that have not ended, also those that nobody finds in the ledger. */
  readonly activeRuns: readonly ObservedRun[];
}

export function sceneOf(facts: ScheduleFacts, failures: number): Scene {
  const { schedule, runs, now } = facts;
  return {
    facts,
    spec: schedule.spec,
    mode: modeOf(facts, failures),
    nowMs: msOf(now),
    delayMs: delaySecondsOf(schedule) * 1000,
    activeRuns: runs.filter(({ state }) => state === 'Active'),
  };
}

function modeOf({ schedule, ticks }: ScheduleFacts, failures: number): Mode {
  const { suspend, stopAfterFailures } = schedule.spec;
  if (ticks.kind === 'Invalid') return 'Invalid';
  if (suspend) return 'Suspended';
  return stopAfterFailures !== undefined && failures >= stopAfterFailures ? 'Stopped' : 'Running';
}
