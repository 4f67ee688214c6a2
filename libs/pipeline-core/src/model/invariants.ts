import type { PipelineStatus } from '@gho-platform/api';
import { isSame } from '@gho-platform/run-core';
import type { ObservedRun } from '../facts.ts';
import { planPipeline } from '../plan-pipeline.ts';
import type { SimulatedController } from './simulated-controller.ts';
import type { World, Write } from './world.ts';

/**
 * The invariants of a Pipeline's runs. They hold however many operators are at work: each decision is
 * stored under the version that it was made from.
 *
 *  1  Never more runs work than the greatest limit that ever was.
 *  2  Two runs of one partition never work together.
 *  3  A partition that was made is not made again without force, unless somebody deleted the run that
 *     made it before the ledger saw its end.
 *  4  A run whose name history removed does not run again without force.
 *  5  A place is given back only when nothing of its run works any more.
 *  6  What is remembered stays so: which partitions were made, which names were removed.
 *  7  The number of active runs is that of the active entries; each run has one entry.
 *  8  History removes only runs that ended, and Jobs of such runs.
 *  9  Positions are 1..n, and nobody has both a place and a position.
 * 10  A decision asked again with its own status says the same.
 * 11  When the disturbances stop, every run that could start has ended, and nobody has a place.
 * 12  At rest the history keeps its limits and ages, and costs no request.
 * 13  A forced run does its work, whoever did it before.
 */
export type Invariant = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13;

export class InvariantError extends Error {
  readonly invariant: Invariant;

  constructor(invariant: Invariant, message: string) {
    super(`invariant ${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

function demand(invariant: Invariant, holds: boolean, message: string): void {
  if (!holds) throw new InvariantError(invariant, message);
}

/** Watcher remembers what was once true. */
export class Watcher {
  readonly #removedNames = new Set<string>();

  /** Checks what must hold after each step, by the writes that the step made. */
  checkStep(world: World, writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.kind === 'Status') checkStatus(world, write.before, write.after);
      if (write.kind === 'Started') this.#checkStart(world, write.run);
      if (write.kind === 'Removed') this.#checkRemoval(write.run);
      if (write.kind === 'JobsRemoved') {
        demand(8, write.run.state === 'Ended', `Jobs of run ${write.run.name} were removed`);
      }
    }
  }

  #checkStart(world: World, run: ObservedRun): void {
    const { atWork, greatestLimit } = world;
    const names = atWork.map(({ name }) => name).join(', ');
    demand(1, atWork.length <= greatestLimit, `${names} work, the limit is ${greatestLimit}`);
    if (!run.force) {
      demand(4, !this.#removedNames.has(run.name), `run ${run.name} runs again`);
    }
    const { partition } = run;
    if (partition === undefined) return;
    const same = atWork.filter((one) => one.partition === partition);
    demand(2, same.length === 1, `${same.length} runs make partition ${partition}`);
    const maker = world.makerOf(partition);
    demand(3, run.force || maker === undefined, `partition ${partition} is made again`);
  }

  #checkRemoval({ name, state, end, isPlan }: ObservedRun): void {
    demand(8, state === 'Ended', `run ${name} was removed while ${state}`);
    if (end?.isDuplicate !== true && !isPlan) this.#removedNames.add(name);
  }
}

function checkStatus(world: World, before: PipelineStatus, after: PipelineStatus): void {
  const active = after.active ?? [];
  const uids = new Set(active.map(({ uid }) => uid));
  demand(7, uids.size === active.length, 'a run has two places');
  demand(7, after.activeRuns === active.length, `${after.activeRuns ?? 0} active runs`);
  for (const { uid, run } of before.active ?? []) {
    const isOver = world.find(uid)?.state === 'Ended' || world.isGone(uid);
    demand(5, uids.has(uid) || isOver, `run ${run} lost its place`);
  }
  checkMemory(before, after);
}

function checkMemory({ ended: before = [] }: PipelineStatus, { ended = [] }: PipelineStatus): void {
  for (const { run, partition, outcome, removed } of before) {
    const isRemoved = ended.some((entry) => entry.run === run && entry.removed === true);
    demand(6, removed !== true || isRemoved, `it is forgotten that run ${run} was removed`);
    const makes = outcome === 'Succeeded' ? partition : undefined;
    const isMade = ended.some(
      (entry) => entry.partition === makes && entry.outcome === 'Succeeded',
    );
    demand(6, makes === undefined || isMade, `it is forgotten that ${makes ?? ''} was made`);
  }
}

/** Checks every decision by itself. */
export function checkDecisions({ decisions }: SimulatedController): void {
  for (const { facts, plan } of decisions) {
    const again = planPipeline({ ...facts, pipeline: { ...facts.pipeline, status: plan.status } });
    demand(10, isSame(again.status, plan.status), `asked again: ${JSON.stringify(again.status)}`);
    demand(10, again.events.length === 0, 'asked again, it tells the same again');
    const placed = new Set((plan.status.active ?? []).map(({ uid }) => uid));
    for (const [index, { name, uid, position }] of plan.queue.entries()) {
      demand(9, position === index + 1, `run ${name} has position ${position} at ${index}`);
      demand(9, !placed.has(uid), `run ${name} has a place and a position`);
    }
  }
}

/** Checks the world after the disturbances stopped and everybody had time. */
export function checkRest(world: World): void {
  const waiting = world.runs.filter(({ state }) => state !== 'Ended').map(({ name }) => name);
  demand(11, waiting.length === 0, `runs ${waiting.join(', ')} have not ended`);
  demand(11, (world.status.active ?? []).length === 0, 'somebody has a place');
  const refused = world.runs.find(({ force, end }) => force && end?.isDuplicate === true);
  demand(13, refused === undefined, `run ${refused?.name ?? ''} was forced and did nothing`);
  const { successfulRunsLimit = Infinity, failedRunsLimit = Infinity } =
    world.pipeline.spec.history ?? {};
  const counted = world.runs.filter(({ end, isPlan }) => end?.isDuplicate !== true && !isPlan);
  const succeeded = counted.filter(({ end }) => end?.outcome === 'Succeeded').length;
  demand(12, succeeded <= successfulRunsLimit, `${succeeded} succeeded runs are kept`);
  const failed = counted.length - succeeded;
  demand(12, failed <= failedRunsLimit, `${failed} failed runs are kept`);
}

/** Checks, when all times are over, that nothing is left of what they bound. */
export function checkAges(world: World): void {
  const { ttlSecondsAfterSuccess, jobsTTLSecondsAfterFailure } = world.pipeline.spec.history ?? {};
  for (const { name, end, hasJobs } of world.runs) {
    const isOld = end?.outcome === 'Succeeded' && ttlSecondsAfterSuccess !== undefined;
    demand(12, !isOld, `run ${name} is kept beyond its time`);
    const hasOld = end?.outcome === 'Failed' && jobsTTLSecondsAfterFailure !== undefined;
    demand(12, !(hasOld && hasJobs), `Jobs of run ${name} are kept beyond their time`);
  }
}

/** Checks that nobody asks the API server anything. */
export function checkIdle(requests: number): void {
  demand(12, requests === 0, `${requests} requests at rest`);
}
