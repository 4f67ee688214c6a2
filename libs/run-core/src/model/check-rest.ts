import { runReasons } from '@gho-platform/api';
import { plan } from '../plan.ts';
import { changesNothing } from '../same.ts';
import { demand } from './invariants.ts';
import type { Theatre } from './theatre.ts';
import type { World } from './world.ts';

/** Checks the world after the disturbances stopped and everybody had time. */
export function checkRest(world: World, disturbed: boolean): void {
  const { status = 'Unknown', message = '' } = world.status.conditions?.[0] ?? {};
  demand(13, world.isFinished || world.isDeleted, `the run did not end: ${message}`);
  demand(13, world.workingJobs.length === 0, 'a job works on');
  const held = world.jobs.filter((job) => job.held).map(({ name }) => name);
  demand(13, held.length === 0, `job ${held.join(', ')} is still held`);
  checkFinally(world);
  demand(15, disturbed || status === 'True', `an undisturbed run ended with ${message}`);
  checkIdle(world);
}

/** Why a stage that runs Finally may have ended without a Job. */
const kept: ReadonlySet<string> = new Set([
  runReasons.nameConflict,
  runReasons.approvalRefused,
  runReasons.approvalExpired,
  runReasons.pendingTimedOut,
]);

/** Checks that stages that run Finally did. */
function checkFinally(world: World): void {
  const { status, run, surroundings } = world;
  const isOver = world.isDeleted || run.spec.cancel === 'Immediate';
  if (isOver || status.startedAt === undefined || surroundings.pipeline.kind === 'Missing') return;
  for (const { name, reason = '' } of (status.stages ?? []).filter(isFinally)) {
    const ran = [...world.everyJob.values()].some(({ stage }) => stage === name);
    demand(18, ran || kept.has(reason), `stage ${name} did not run: ${reason}`);
  }
}

function isFinally({ when }: { readonly when?: string }): boolean {
  return when === 'Finally';
}

function checkIdle(world: World): void {
  const facts = {
    ...world.surroundings,
    run: world.run,
    jobs: world.jobsAt(0),
    now: world.now,
  };
  const idle = plan(facts);
  demand(14, changesNothing(facts, idle), 'a clean run at its end still wants something');
  demand(14, idle.requeueAfterMs === undefined, 'a clean run at its end still wants time');
}

/** Checks a suspended run that everybody left alone. */
export function checkSuspended({ world, strict }: Theatre): void {
  const working = world.workingJobs.map(({ name }) => name).join(', ');
  const holds = !strict || working === '' || world.isFinished;
  demand(16, holds, `job ${working} works although suspended`);
}
