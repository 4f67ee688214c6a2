import type { StoredPipelineRun } from '@gho-platform/api';
import type { Action, Plan } from '../plan-types.ts';
import type { Decisions } from './decisions.ts';
import type { World } from './world.ts';

/** How many versions a cache is behind. */
export interface Lag {
  readonly run: number;
  readonly jobs: number;
}

type Position =
  | { readonly at: 'Idle' }
  | { readonly at: 'GetRun' }
  | { readonly at: 'ListJobs'; readonly run: StoredPipelineRun }
  | { readonly at: 'PutStatus'; readonly run: StoredPipelineRun; readonly plan: Plan }
  | { readonly at: 'Act'; readonly actions: readonly Action[] };

const idle: Position = { at: 'Idle' };

/**
 * SimulatedController is the shell of the operator, one request at a time, so that anything may
 * happen between two of them: caches as the trigger, live reads, fenced status, actions.
 */
export class SimulatedController {
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
    this.#position = this.#next(world, lag);
  }

  #next(world: World, lag: Lag): Position {
    const position = this.#position;
    switch (position.at) {
      case 'Idle':
        return this.#notice(world, lag);
      case 'GetRun':
        return { at: 'ListJobs', run: world.run };
      case 'ListJobs':
        return this.#decide(world, position.run);
      case 'PutStatus':
        return putStatus(world, position.run, position.plan);
      case 'Act':
        return act(world, position.actions);
    }
  }

  #notice(world: World, lag: Lag): Position {
    const seen = this.#decisions.about(world, world.runAt(lag.run), world.jobsAt(lag.jobs));
    return seen.changesNothing ? idle : { at: 'GetRun' };
  }

  #decide(world: World, run: StoredPipelineRun): Position {
    const decided = this.#decisions.about(world, run, world.jobsAt(0));
    return decided.changesNothing ? idle : { at: 'PutStatus', run, plan: decided.plan };
  }
}

function putStatus(world: World, run: StoredPipelineRun, { status, actions }: Plan): Position {
  if (!world.replaceStatus(status, run.metadata.resourceVersion)) return idle;
  return actions.length === 0 ? idle : { at: 'Act', actions };
}

function act(world: World, actions: readonly Action[]): Position {
  const [action, ...rest] = actions;
  if (action !== undefined) world.perform(action);
  return rest.length === 0 ? idle : { at: 'Act', actions: rest };
}
