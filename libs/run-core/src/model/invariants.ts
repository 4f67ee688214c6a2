import type { StoredPipelineSpec } from '@gho-platform/api';
import { isFinished } from '../after-end.ts';
import { plan } from '../plan.ts';
import { changesNothing, isSame } from '../same.ts';
import { jsonBytes } from '../text.ts';
import type { Attempt, RunStatus, StageStatus } from '../types.ts';
import type { SimulatedController } from './simulated-controller.ts';
import type { SimulatedJob } from './simulated-job.ts';
import type { World, Write } from './world.ts';

/**
 * The invariants of the loop. The strict ones hold for one controller, whatever happens; two at the
 * same time can exclude each other only through the status, so for them the weak ones hold.
 *
 *  1 strict  At most one Job of a run can work at any time.
 *  2 strict  Nothing is created after the end.
 *  3 weak    The end is never left and never rewritten.
 *  4 weak    Failed attempts stay within retry.limit, lost ones within their bound.
 *  5 strict  A stage's Job is created only after the stages before it really succeeded.
 *  6 weak    A stage is recorded as succeeded only if one of its Jobs really succeeded.
 *  7 weak    An outcome that was recorded never changes.
 *  8 strict  A Job that really succeeded is never recorded as interrupted, unless somebody took the
 *            operator's finalizer off it.
 *  9 strict  A Job is created only for an attempt that the stored status names as running.
 * 10 strict  When the run is at its end, none of its Jobs can work.
 * 11 weak    A decision asked again with its own status changes nothing and tells nothing.
 * 12 weak    A stored status is smaller than 10 kB.
 * 13 weak    When the disturbances stop, the run comes to its end, nothing works, nothing is held.
 * 14 weak    A run that has ended and is clean costs no request.
 * 15 weak    A run without failure, cancel and timeout succeeds.
 * 16 strict  While a run is suspended and left alone, none of its Jobs works.
 * 17 strict  Nothing of a stage is created after an outcome that no retry can mend.
 * 18 strict  A stage that runs Finally starts only after all others ended, and then always, unless the
 *            run never started or was cancelled at once.
 */
export type Invariant =
  1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18;

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

/** Checks what must hold after every step, by the writes that the step made. */
export function checkStep(world: World, writes: readonly Write[], strict: boolean): void {
  for (const write of writes) {
    if (write.kind === 'Status') checkStatusWrite(world, write, strict);
    if (write.kind === 'Created' && strict) checkCreation(world, write.job);
  }
  if (!strict) return;
  const working = world.workingJobs.map(({ name }) => name);
  demand(1, working.length <= 1, `jobs ${working.join(', ')} work at the same time`);
  demand(
    10,
    !world.isFinished || working.length === 0,
    `job ${working.join()} works after the end`,
  );
}

function checkStatusWrite(
  world: World,
  { before, after }: Extract<Write, { kind: 'Status' }>,
  strict: boolean,
): void {
  demand(12, jsonBytes(after) < 10_000, `status has ${jsonBytes(after)} bytes`);
  if (isFinished(before)) {
    demand(3, isSame(withoutGenerations(before), withoutGenerations(after)), 'the end was changed');
  }
  for (const stage of after.stages ?? []) {
    const previous = before.stages?.find(({ name }) => name === stage.name);
    checkCounts(world, stage);
    checkOutcomes(previous, stage);
    checkTruth(world, stage, strict);
  }
}

function withoutGenerations(status: RunStatus): unknown {
  const conditions = status.conditions?.map((one) => ({ ...one, observedGeneration: 0 }));
  return { ...status, conditions, observedGeneration: 0 };
}

/** Written out here once more, so that the model does not believe the decision it checks. */
const maxInterruptions = 5;

function checkCounts(world: World, stage: StageStatus): void {
  const limit = specOf(world).stages.find(({ name }) => name === stage.name)?.retry.limit ?? 0;
  const { failures = 0, interruptions = 0 } = stage;
  demand(4, failures <= limit + 1, `stage ${stage.name} failed ${failures} times`);
  demand(4, interruptions <= maxInterruptions + 1, `stage ${stage.name} was lost too often`);
  const numbers = (stage.attempts ?? []).map(({ number }) => number);
  demand(4, new Set(numbers).size === numbers.length, `attempts ${numbers.join()} repeat`);
  const failed = (stage.attempts ?? []).filter(({ state }) => state === 'Failed').length;
  demand(4, failed <= failures + 1, `stage ${stage.name} counts ${failures} of ${failed} failures`);
}

const ended = new Set(['Succeeded', 'Failed', 'Cancelled', 'TimedOut', 'Skipped']);

function checkOutcomes(previous: StageStatus | undefined, stage: StageStatus): void {
  if (previous !== undefined && ended.has(previous.state)) {
    demand(7, previous.state === stage.state, `stage ${stage.name} left ${previous.state}`);
  }
  for (const attempt of stage.attempts ?? []) {
    const known = previous?.attempts?.find(({ number }) => number === attempt.number);
    if (known === undefined || known.state === 'Running' || known.state === 'Stopping') continue;
    demand(7, known.state === attempt.state, `attempt ${attempt.jobName} left ${known.state}`);
  }
}

function checkTruth(world: World, stage: StageStatus, strict: boolean): void {
  if (stage.state === 'Succeeded') {
    const real = [...world.everyJob.values()].some((job) => isSuccessOf(job, stage.name));
    demand(6, real, `stage ${stage.name} did not really succeed`);
  }
  if (!strict) return;
  for (const attempt of stage.attempts ?? []) {
    if (attempt.state !== 'Interrupted') continue;
    demand(8, !hasSucceeded(world, attempt), `${attempt.jobName} succeeded but is interrupted`);
  }
}

function hasSucceeded(world: World, { jobName, jobUID }: Attempt): boolean {
  return [...world.everyJob.values()].some(
    ({ name, uid, outcome }) =>
      name === jobName &&
      uid === jobUID &&
      outcome.kind === 'Succeeded' &&
      !world.stripped.has(uid),
  );
}

function isSuccessOf(job: SimulatedJob, stage: string): boolean {
  return job.stage === stage && job.outcome.kind === 'Succeeded';
}

/** Written out here once more, for the same reason. */
const neverRetried = new Set(['DataRejected', 'ConfigurationInvalid', 'AttemptTimedOut']);

function checkCreation(world: World, job: SimulatedJob): void {
  demand(2, !world.isFinished, `job ${job.name} was created after the end`);
  checkOrder(world, job);
  const attempts = (world.status.stages ?? []).flatMap((stage) => stage.attempts ?? []);
  const recorded = attempts.find(({ jobName }) => jobName === job.name);
  demand(9, recorded?.state === 'Running', `job ${job.name} is not recorded as running`);
  const stage = world.status.stages?.find(({ name }) => name === job.stage);
  const hopeless = (stage?.attempts ?? []).find(
    ({ state, reason }) => state === 'Failed' && neverRetried.has(reason ?? ''),
  );
  demand(17, hopeless === undefined, `job ${job.name} retries ${hopeless?.reason ?? ''}`);
}

function checkOrder(world: World, job: SimulatedJob): void {
  const { stages } = specOf(world);
  const position = stages.findIndex(({ name }) => name === job.stage);
  for (const { name, when } of stages.slice(0, position)) {
    const done = [...world.everyJob.values()].some((one) => isSuccessOf(one, name));
    const state = world.status.stages?.find((stage) => stage.name === name)?.state ?? 'Pending';
    if (stages[position]?.when !== 'Finally') {
      demand(5, done, `job ${job.name} was created before stage ${name} succeeded`);
    } else {
      demand(18, ended.has(state), `job ${job.name} was created while stage ${name} is ${state}`);
      demand(18, when === 'Finally' || state !== 'Succeeded' || done, `${name} did not succeed`);
    }
  }
}

/** Checks that stages that run Finally did. */
function checkFinally(world: World): void {
  if (world.status.startedAt === undefined || world.run.spec.cancel === 'Immediate') return;
  for (const { name } of specOf(world).stages.filter(({ when }) => when === 'Finally')) {
    const ran = [...world.everyJob.values()].some(({ stage }) => stage === name);
    demand(18, ran, `stage ${name} did not run`);
  }
}

/** Checks every decision by itself. */
export function checkDecisions(controller: SimulatedController): void {
  for (const { facts, plan: first } of controller.decisions) {
    const again = plan({ ...facts, run: { ...facts.run, status: first.status } });
    demand(11, isSame(again.status, first.status), `asked again: ${JSON.stringify(again.status)}`);
    demand(11, again.events.length === 0, 'asked again, it tells the same again');
  }
}

/** Checks the world after the disturbances stopped and everybody had time. */
export function checkRest(world: World, disturbed: boolean): void {
  const reason = world.status.conditions?.[0]?.message ?? '';
  demand(13, world.isFinished, `the run did not end: ${reason}`);
  demand(13, world.workingJobs.length === 0, 'a job works on');
  demand(
    13,
    world.jobs.every(({ held }) => !held),
    'a job is still held',
  );
  checkFinally(world);
  const succeeded = world.status.conditions?.[0]?.status === 'True';
  demand(15, disturbed || succeeded, `an undisturbed run ended with ${reason}`);
  const facts = {
    run: world.run,
    pipeline: world.pipeline,
    jobs: world.jobsAt(0),
    foreignJobNames: [],
    deniedJobs: [],
    trustsApprovals: true,
    now: world.now,
  };
  const idle = plan(facts);
  demand(14, changesNothing(facts, idle), 'a clean run at its end still wants something');
  demand(14, idle.requeueAfterMs === undefined, 'a clean run at its end still wants time');
}

/** Checks a suspended run that everybody left alone. */
export function checkSuspended(world: World): void {
  const working = world.workingJobs.map(({ name }) => name).join(', ');
  demand(16, working === '' || world.isFinished, `job ${working} works although suspended`);
}

function specOf({ pipeline }: World): StoredPipelineSpec {
  return pipeline.kind === 'Resolved' ? pipeline.spec : { stages: [] };
}
