import type { StoredPipeline } from '@gho-platform/api';
import { isSame } from '@gho-platform/run-core';
import type { ObservedRun, PipelineFacts } from '../facts.ts';
import { planPipeline } from '../plan-pipeline.ts';
import type { PipelineAction, PipelinePlan, QueueEntry } from '../plan-types.ts';
import { pipelinePlanChangesNothing } from '../same.ts';
import { turnOf } from '../turn.ts';
import type { World } from './world.ts';

/** How many versions a cache is behind. */
export interface Lag {
  readonly pipeline: number;
  readonly runs: number;
}

type PipelinePosition =
  | { readonly at: 'Idle' }
  | { readonly at: 'Get' }
  | { readonly at: 'PutStatus'; readonly pipeline: StoredPipeline; readonly plan: PipelinePlan }
  | { readonly at: 'Act'; readonly actions: readonly PipelineAction[] };

/** What a pass over a run decided to write, under the version that it read. */
interface RunWrite {
  readonly run: ObservedRun;
  readonly end?: NonNullable<ObservedRun['end']>;
}

/**
 * SimulatedController is the shell of the operator, one request at a time, so that anything may happen
 * between two of them: it reads the Pipeline live, the runs from its cache, stores the status under the
 * version that it read, and then acts. A run starts in a pass of its own, which asks the live Pipeline.
 */
export class SimulatedController {
  /** Every decision that it was about to store, for the invariants. */
  readonly decisions: { readonly facts: PipelineFacts; readonly plan: PipelinePlan }[] = [];
  /** Requests about the Pipeline that it made. */
  requests = 0;
  #position: PipelinePosition = { at: 'Idle' };
  #write: RunWrite | undefined;
  #queue: readonly QueueEntry[] = [];

  get isIdle(): boolean {
    return this.#position.at === 'Idle';
  }

  /** The process dies: whatever it knew is lost. */
  crash(): void {
    this.#position = { at: 'Idle' };
    this.#write = undefined;
    this.#queue = [];
  }

  /** Makes one request about the Pipeline, or looks into its caches and finds that nothing is due. */
  step(world: World, lag: Lag): void {
    if (!this.isIdle) this.requests += 1;
    this.#position = this.#next(world, lag);
  }

  #next(world: World, lag: Lag): PipelinePosition {
    const position = this.#position;
    switch (position.at) {
      case 'Idle':
        return this.#notice(world, lag);
      case 'Get':
        return this.#decide(world, lag);
      case 'PutStatus':
        return putStatus(world, position.pipeline, position.plan);
      case 'Act':
        return act(world, position.actions);
    }
  }

  #notice(world: World, lag: Lag): PipelinePosition {
    const facts = factsOf(world, world.pipelineAt(lag.pipeline), lag);
    const plan = planPipeline(facts);
    this.#queue = plan.queue;
    return pipelinePlanChangesNothing(facts, plan) ? { at: 'Idle' } : { at: 'Get' };
  }

  #decide(world: World, lag: Lag): PipelinePosition {
    const { pipeline } = world;
    const facts = factsOf(world, pipeline, lag);
    const plan = planPipeline(facts);
    this.decisions.push({ facts, plan });
    this.#queue = plan.queue;
    return pipelinePlanChangesNothing(facts, plan)
      ? { at: 'Idle' }
      : { at: 'PutStatus', pipeline, plan };
  }

  /** Reads a run that has not started and the Pipeline; the next step writes what follows from them. */
  stepRun(world: World, run: ObservedRun | undefined): void {
    const write = this.#write;
    this.#write = undefined;
    if (write === undefined) {
      if (run !== undefined) this.#write = this.#decideRun(world, run);
    } else if (write.end === undefined) {
      world.start(write.run);
    } else {
      world.change(write.run, { state: 'Ended', end: write.end });
    }
  }

  #decideRun(world: World, run: ObservedRun): RunWrite | undefined {
    const finishedAt = world.nextEnd();
    if (run.isPlan && run.state === 'Held') {
      return { run, end: { outcome: 'Succeeded', finishedAt, isDuplicate: false } };
    }
    if (run.state !== 'Waiting') return undefined;
    const entry = this.#queue.find(({ uid }) => uid === run.uid);
    const turn = turnOf(world.pipeline, run, entry);
    if (turn.kind === 'AlreadyDone') {
      return { run, end: { outcome: turn.outcome, finishedAt, isDuplicate: true } };
    }
    if (turn.kind === 'Open' || turn.kind === 'Admitted') return { run };
    if (turn.kind === 'Queued' && run.shown?.position !== turn.position) {
      world.change(run, { shown: { position: turn.position, at: world.now } });
    }
    return undefined;
  }
}

function factsOf(world: World, pipeline: StoredPipeline, lag: Lag): PipelineFacts {
  const runs = world.runsAt(lag.runs);
  const cached = new Set(runs.map(({ uid }) => uid));
  const unknown = (pipeline.status?.active ?? []).filter(({ uid }) => !cached.has(uid));
  const gone = unknown.map(({ uid }) => uid).filter((uid) => world.isGone(uid));
  return { pipeline, runs, goneRuns: new Set(gone), now: world.now };
}

function putStatus(world: World, pipeline: StoredPipeline, plan: PipelinePlan): PipelinePosition {
  const { resourceVersion } = pipeline.metadata;
  const isStored =
    isSame(pipeline.status ?? {}, plan.status) || world.replaceStatus(plan.status, resourceVersion);
  return isStored && plan.actions.length > 0
    ? { at: 'Act', actions: plan.actions }
    : { at: 'Idle' };
}

function act(world: World, actions: readonly PipelineAction[]): PipelinePosition {
  const [action, ...rest] = actions;
  if (action !== undefined) world.perform(action);
  return rest.length === 0 ? { at: 'Idle' } : { at: 'Act', actions: rest };
}
