import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { ScheduleAction, SchedulePlan } from '../plan-types.ts';
import type { Decisions } from './decisions.ts';
import type { World } from './world.ts';

/** How many versions a cache is behind. */
export interface Lag {
  readonly schedule: number;
  readonly runs: number;
}

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

const idle: Position = { at: 'Idle' };

/**
 * SimulatedController is the shell of the operator, one request at a time, so that anything may
 * happen between two of them: caches as the trigger, live reads, fenced status, actions.
 */
export class SimulatedController {
  /** Requests that it made. */
  requests = 0;
  readonly #decisions: Decisions;
  #position = idle;

  constructor(decisions: Decisions) {
    this.#decisions = decisions;
  }

  get isIdle(): boolean {
    return this.#position.at === 'Idle';
  }

  /** The process dies: whatever it knew is lost. */
  crash(): void {
    this.#position = idle;
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
        return this.#notice(world, lag);
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

  #notice(world: World, lag: Lag): Position {
    const [schedule, runs] = [world.scheduleAt(lag.schedule), world.runsAt(lag.runs)];
    return this.#decisions.about(world, schedule, runs).changesNothing
      ? idle
      : { at: 'GetSchedule' };
  }

  #decide(world: World, schedule: StoredPipelineSchedule): Position {
    const { plan, changesNothing } = this.#decisions.about(world, schedule, world.runs);
    return changesNothing ? idle : { at: 'PutStatus', schedule, plan };
  }
}

function putStatus(
  world: World,
  schedule: StoredPipelineSchedule,
  { status, actions }: SchedulePlan,
): Position {
  if (!world.replaceStatus(status, schedule.metadata.resourceVersion)) return idle;
  return actions.length === 0 ? idle : { at: 'Act', actions };
}

function act(world: World, actions: readonly ScheduleAction[]): Position {
  const [action, ...rest] = actions;
  if (action !== undefined) world.perform(action);
  return rest.length === 0 ? idle : { at: 'Act', actions: rest };
}
