import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { ObservedRun, ScheduleFacts } from '../facts.ts';
import { planSchedule } from '../plan-schedule.ts';
import type { ScheduleAction, SchedulePlan } from '../plan-types.ts';
import { schedulePlanChangesNothing } from '../same.ts';
import { periodicTicks } from '../testing/period.ts';
import type { World } from './world.ts';

/** How many versions a cache is behind. */
export interface Lag {
  readonly schedule: number;
  readonly runs: number;
}

export const periodSeconds = 3600;
/** Few, so that a long outage takes several decisions. */
const mostDue = 24;

type Position =
  | { readonly at: 'Idle' }
  | { readonly at: 'GetSchedule' }
  | { readonly at: 'ListRuns'; readonly schedule: StoredPipelineSchedule }
  | {
      readonly at: 'PutStatus';
      readonly schedule: StoredPipelineSchedule;
      readonly plan: SchedulePlan;
    }
  | { readonly at: 'Act'; readonly actions: readonly ScheduleAction[] };

/**
 * SimulatedController is the shell of the operator, one request at a time, so that anything may
 * happen between two of them: caches as the trigger, live reads, fenced status, actions.
 */
export class SimulatedController {
  /** Every decision it made with live reads, for the invariants. */
  readonly decisions: { readonly facts: ScheduleFacts; readonly plan: SchedulePlan }[] = [];
  /** Requests that it made. */
  requests = 0;
  #position: Position = { at: 'Idle' };

  get isIdle(): boolean {
    return this.#position.at === 'Idle';
  }

  /** The process dies: whatever it knew is lost. */
  crash(): void {
    this.#position = { at: 'Idle' };
  }

  /** Makes one request, or looks into its caches and finds that nothing is due. */
  step(world: World, lag: Lag): void {
    if (!this.isIdle) this.requests += 1;
    this.#position = this.#next(world, lag);
  }

  #next(world: World, lag: Lag): Position {
    const position = this.#position;
    switch (position.at) {
      case 'Idle':
        return notice(world, lag);
      case 'GetSchedule':
        return { at: 'ListRuns', schedule: world.schedule };
      case 'ListRuns':
        return this.#decide(world, position.schedule);
      case 'PutStatus':
        return putStatus(world, position.schedule, position.plan);
      case 'Act':
        return act(world, position.actions);
    }
  }

  #decide(world: World, schedule: StoredPipelineSchedule): Position {
    const facts = factsOf(world, schedule, world.runs);
    const plan = planSchedule(facts);
    this.decisions.push({ facts, plan });
    return schedulePlanChangesNothing(facts, plan)
      ? { at: 'Idle' }
      : { at: 'PutStatus', schedule, plan };
  }
}

function notice(world: World, lag: Lag): Position {
  const facts = factsOf(world, world.scheduleAt(lag.schedule), world.runsAt(lag.runs));
  return schedulePlanChangesNothing(facts, planSchedule(facts))
    ? { at: 'Idle' }
    : { at: 'GetSchedule' };
}

function factsOf(
  world: World,
  schedule: StoredPipelineSchedule,
  runs: readonly ObservedRun[],
): ScheduleFacts {
  const { now } = world;
  const ticks = periodicTicks(schedule, now, { seconds: periodSeconds, most: mostDue });
  return { schedule, runs, foreignRunNames: [], refusedRuns: [], ticks, now };
}

function putStatus(
  world: World,
  schedule: StoredPipelineSchedule,
  { status, actions }: SchedulePlan,
): Position {
  if (!world.replaceStatus(status, schedule.metadata.resourceVersion)) return { at: 'Idle' };
  return actions.length === 0 ? { at: 'Idle' } : { at: 'Act', actions };
}

function act(world: World, actions: readonly ScheduleAction[]): Position {
  const [action, ...rest] = actions;
  if (action !== undefined) world.perform(action);
  return rest.length === 0 ? { at: 'Idle' } : { at: 'Act', actions: rest };
}
