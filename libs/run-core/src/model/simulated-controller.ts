import type { StoredPipelineRun } from '@gho-platform/api';
import type { Facts, ObservedJob } from '../facts.ts';
import { plan } from '../plan.ts';
import type { Action, Plan } from '../plan-types.ts';
import { changesNothing } from '../same.ts';
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

/**
 * SimulatedController is the shell of the operator, one request at a time, so that anything may
 * happen between two of them: caches as the trigger, live reads, fenced status, actions.
 */
export class SimulatedController {
  /** Every decision it made with live reads, for the invariants. */
  readonly decisions: { readonly facts: Facts; readonly plan: Plan }[] = [];
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
    this.#position = this.#next(world, lag);
  }

  #next(world: World, lag: Lag): Position {
    const position = this.#position;
    switch (position.at) {
      case 'Idle':
        return this.#notice(world, lag);
      case 'GetRun':
        return { at: 'ListJobs', run: world.runAt(0) };
      case 'ListJobs':
        return this.#decide(world, position.run);
      case 'PutStatus':
        return putStatus(world, position.run, position.plan);
      case 'Act':
        return act(world, position.actions);
    }
  }

  #notice(world: World, lag: Lag): Position {
    const facts = factsOf(world, world.runAt(lag.run), world.jobsAt(lag.jobs));
    return changesNothing(facts, plan(facts)) ? { at: 'Idle' } : { at: 'GetRun' };
  }

  #decide(world: World, run: StoredPipelineRun): Position {
    const facts = factsOf(world, run, world.jobsAt(0));
    const decided = plan(facts);
    this.decisions.push({ facts, plan: decided });
    return changesNothing(facts, decided)
      ? { at: 'Idle' }
      : { at: 'PutStatus', run, plan: decided };
  }
}

function factsOf(world: World, run: StoredPipelineRun, jobs: readonly ObservedJob[]): Facts {
  return {
    run,
    pipeline: world.pipeline,
    jobs,
    foreignJobNames: [],
    deniedJobs: [],
    trustsApprovals: true,
    now: world.now,
  };
}

function putStatus(world: World, run: StoredPipelineRun, { status, actions }: Plan): Position {
  if (!world.replaceStatus(status, run.metadata.resourceVersion)) return { at: 'Idle' };
  return actions.length === 0 ? { at: 'Idle' } : { at: 'Act', actions };
}

function act(world: World, actions: readonly Action[]): Position {
  const [action, ...rest] = actions;
  if (action !== undefined) world.perform(action);
  return rest.length === 0 ? { at: 'Idle' } : { at: 'Act', actions: rest };
}
