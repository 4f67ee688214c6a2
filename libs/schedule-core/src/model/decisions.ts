import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { ObservedRun, ScheduleFacts } from '../facts.ts';
import { planSchedule } from '../plan-schedule.ts';
import type { SchedulePlan } from '../plan-types.ts';
import { schedulePlanChangesNothing } from '../same.ts';
import { periodicTicks } from '../testing/period.ts';
import type { Surroundings, World } from './world.ts';

export interface Decision {
  readonly facts: ScheduleFacts;
  readonly plan: SchedulePlan;
  readonly changesNothing: boolean;
}

interface Known {
  readonly runs: readonly ObservedRun[];
  readonly surroundings: Surroundings;
  readonly now: string;
  readonly decision: Decision;
}

export const periodSeconds = 3600;
/** Few, so that a long outage takes several decisions. */
const mostDue = 24;

/**
 * Decisions asks for each decision once: controllers look at the same versions again and again, and
 * `planSchedule` is pure. What the world shows is compared by identity, so a version is never mistaken.
 */
export class Decisions {
  readonly #known = new Map<StoredPipelineSchedule, Known[]>();

  /** Every decision that was asked for. */
  get all(): readonly Decision[] {
    return [...this.#known.values()].flat().map(({ decision }) => decision);
  }

  about(world: World, schedule: StoredPipelineSchedule, runs: readonly ObservedRun[]): Decision {
    const { surroundings, now } = world;
    const known = this.#known.get(schedule) ?? [];
    const same = known.find(
      (one) => one.runs === runs && one.surroundings === surroundings && one.now === now,
    );
    if (same !== undefined) return same.decision;
    const { foreignRunNames, refusedRuns, invalid } = surroundings;
    const ticks = invalid
      ? ({ kind: 'Invalid', message: 'spec.cron[0] is x' } as const)
      : periodicTicks(schedule, now, { seconds: periodSeconds, most: mostDue });
    const decision = decide({ schedule, runs, foreignRunNames, refusedRuns, ticks, now });
    this.#known.set(schedule, [...known, { runs, surroundings, now, decision }]);
    return decision;
  }
}

function decide(facts: ScheduleFacts): Decision {
  const plan = planSchedule(facts);
  return { facts, plan, changesNothing: schedulePlanChangesNothing(facts, plan) };
}
