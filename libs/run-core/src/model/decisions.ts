import type { StoredPipelineRun } from '@gho-platform/api';
import type { Facts, ObservedJob } from '../facts.ts';
import { plan } from '../plan.ts';
import type { Plan } from '../plan-types.ts';
import { changesNothing } from '../same.ts';
import type { Surroundings, World } from './world.ts';

export interface Decision {
  readonly facts: Facts;
  readonly plan: Plan;
  readonly changesNothing: boolean;
}

interface Known {
  readonly jobs: readonly ObservedJob[];
  readonly surroundings: Surroundings;
  readonly now: string;
  readonly decision: Decision;
}

/**
 * Decisions asks for each decision once: controllers look at the same versions again and again, and
 * `plan` is pure. What the world shows is compared by identity, so a version is never mistaken.
 */
export class Decisions {
  readonly #known = new Map<StoredPipelineRun, Known[]>();

  /** Every decision that was asked for. */
  get all(): readonly Decision[] {
    return [...this.#known.values()].flat().map(({ decision }) => decision);
  }

  about(world: World, run: StoredPipelineRun, jobs: readonly ObservedJob[]): Decision {
    const { surroundings, now } = world;
    const known = this.#known.get(run) ?? [];
    const same = known.find(
      (one) => one.jobs === jobs && one.surroundings === surroundings && one.now === now,
    );
    if (same !== undefined) return same.decision;
    const decision = decide({ ...surroundings, run, jobs, now });
    this.#known.set(run, [...known, { jobs, surroundings, now, decision }]);
    return decision;
  }
}

function decide(facts: Facts): Decision {
  const decided = plan(facts);
  return { facts, plan: decided, changesNothing: changesNothing(facts, decided) };
}
