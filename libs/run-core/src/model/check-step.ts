import { checkStatus } from './check-status.ts';
import type { Attempt } from '../types.ts';
import { demand } from './invariants.ts';
import { memory, takenOver } from './setup.ts';
import type { SimulatedJob } from './simulated-job.ts';
import type { Theatre } from './theatre.ts';
import { isTrulyDone } from './truth.ts';
import type { Write } from './world.ts';

/** Checks what must hold after every step, by the writes that the step made. */
export function checkStep(theatre: Theatre, writes: readonly Write[]): void {
  const { world, strict } = theatre;
  for (const write of writes) {
    if (write.kind === 'Status') checkStatus(theatre, write);
    if (write.kind === 'Created') checkCreation(theatre, write.job);
  }
  if (!strict) return;
  const working = world.workingJobs;
  if (working.length === 0) return;
  const names = working.map(({ name }) => name).join(', ');
  demand(1, working.length === 1, `jobs ${names} work at the same time`);
  demand(10, !world.isFinished, `job ${names} works after the end`);
}

/** Written out here once more, so that the model does not believe the decision it checks. */
const neverRetried = new Set(['DataRejected', 'ConfigurationInvalid', 'AttemptTimedOut']);

function checkCreation(theatre: Theatre, job: SimulatedJob): void {
  const { world, setup, strict } = theatre;
  const position = world.stages.findIndex(({ name }) => name === job.stage);
  demand(21, position >= takenOver(setup), `job ${job.name} is of a stage that was taken over`);
  if (!strict) return;
  demand(2, !world.isFinished, `job ${job.name} was created after the end`);
  checkOrder(theatre, job, position);
  const stage = world.status.stages?.find(({ name }) => name === job.stage);
  const attempts = stage?.attempts ?? [];
  const recorded = attempts.find(({ jobName }) => jobName === job.name);
  demand(9, recorded?.state === 'Running', `job ${job.name} is not recorded as running`);
  const hopeless = attempts.find(
    ({ state, reason }) => state === 'Failed' && neverRetried.has(reason ?? ''),
  );
  demand(17, hopeless === undefined, `job ${job.name} retries ${hopeless?.reason ?? ''}`);
  checkMemory(theatre, job);
}

const ended = new Set(['Succeeded', 'Failed', 'Cancelled', 'TimedOut', 'Skipped']);

function checkOrder(theatre: Theatre, job: SimulatedJob, position: number): void {
  const { world } = theatre;
  const isFinally = world.stages[position]?.when === 'Finally';
  for (const { name, when } of world.stages.slice(0, position)) {
    const done = isTrulyDone(name, theatre);
    if (!isFinally) {
      demand(5, done, `job ${job.name} was created before stage ${name} succeeded`);
      continue;
    }
    const state = world.status.stages?.find((stage) => stage.name === name)?.state ?? 'Pending';
    demand(18, ended.has(state), `job ${job.name} was created while stage ${name} is ${state}`);
    demand(18, when === 'Finally' || state !== 'Succeeded' || done, `${name} did not succeed`);
  }
}

/** What an attempt may have, from the least to the most; undefined is what the Pipeline says. */
const ladder: readonly (string | undefined)[] = [undefined, '1536Mi', memory.maximum];

function checkMemory(
  { world, setup }: Theatre,
  { name, stage, attempt, memory: has }: SimulatedJob,
): void {
  const { attempts = [] } = world.status.stages?.find((one) => one.name === stage) ?? {};
  const before = attempts.findLast(({ number }) => number < attempt);
  const step = ladder.indexOf(has);
  const isAllowed = setup.growsMemory ? step >= leastStep(before) : step === 0;
  demand(20, isAllowed, `job ${name} has memory ${has ?? 'of the Pipeline'}`);
}

function leastStep(before: Attempt | undefined): number {
  return ladder.indexOf(before?.memory) + (before?.failureClass === 'OutOfMemory' ? 1 : 0);
}
