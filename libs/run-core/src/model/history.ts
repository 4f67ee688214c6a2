import { checkDecisions } from './check-decisions.ts';
import { checkRest, checkSuspended } from './check-rest.ts';
import { checkStep } from './check-step.ts';
import { approve, disturb } from './commands.ts';
import type { Command, Kind } from './commands.ts';
import { Decisions } from './decisions.ts';
import type { Setup } from './setup.ts';
import { makeWorld } from './setup.ts';
import { SimulatedController } from './simulated-controller.ts';
import type { Lag } from './simulated-controller.ts';
import type { SimulatedJob } from './simulated-job.ts';
import type { Theatre } from './theatre.ts';
import type { World } from './world.ts';

export interface History {
  readonly setup: Setup;
  readonly controllers: 1 | 2;
  readonly commands: readonly Command[];
}

const fresh: Lag = { run: 0, jobs: 0 };

/** runHistory plays a history, lets the world come to rest, and throws where an invariant breaks. */
export function runHistory(history: History): World {
  const { setup, commands } = history;
  const world = makeWorld(setup);
  const decisions = new Decisions();
  const theatre: Theatre = {
    world,
    setup,
    controllers: Array.from(
      { length: history.controllers },
      () => new SimulatedController(decisions),
    ),
    strict: history.controllers === 1,
  };
  for (const command of commands) apply(command, theatre);
  rest(theatre);
  checkDecisions(decisions);
  checkRest(world, isDisturbed(history));
  return world;
}

const harmful: ReadonlySet<Kind> = new Set([
  'Fail',
  'Disrupt',
  'DeleteByHand',
  'Vanish',
  'Cancel',
  'DeleteRun',
  'Foreign',
  'Pipeline',
  'Turn',
]);

/** Whether something happened after which a run need not succeed. */
function isDisturbed({ commands, setup }: History): boolean {
  const { timeoutSeconds, pendingTimeoutSeconds, expiresAfterSeconds, resume } = setup;
  return (
    [timeoutSeconds, pendingTimeoutSeconds].some((it) => it !== undefined) ||
    (expiresAfterSeconds !== undefined && setup.approvals.length > 0) ||
    (resume !== undefined && resume.end !== 'Failed') ||
    commands.some(({ kind }) => harmful.has(kind)) ||
    commands.some((command) => command.kind === 'Approve' && command.decision === 'Refused')
  );
}

function apply(command: Command, theatre: Theatre): void {
  const { world, controllers } = theatre;
  const controller = 'pick' in command ? controllers[command.pick % controllers.length] : undefined;
  if (command.kind === 'Step') {
    for (let count = 0; count < command.times; count += 1) step(theatre, controller, command.lag);
    return;
  }
  if (command.kind === 'Crash') controller?.crash();
  else disturb(command, world);
  checkStep(theatre, []);
}

function step(theatre: Theatre, controller: SimulatedController | undefined, lag: Lag): void {
  const { world } = theatre;
  const before = world.writes.length;
  controller?.step(world, lag);
  checkStep(theatre, world.writes.slice(before));
}

/** More rounds than the longest run that the model can make needs. */
const maxRounds = 200;

/** The disturbances stop: everybody works with fresh caches, Jobs do their work, time passes. */
function rest(theatre: Theatre): void {
  const { world } = theatre;
  world.surround({ trustsApprovals: true });
  world.findPipeline();
  world.decideTurn('Admitted');
  world.limitJobs(false);
  if (world.run.spec.suspend) {
    for (let round = 0; round < 10; round += 1) calmRound(theatre, false);
    checkSuspended(theatre);
    world.edit({ suspend: false });
  }
  for (let round = 0; round < maxRounds; round += 1) {
    calmRound(theatre, true);
    const isOver = world.isFinished || world.isDeleted;
    if (isOver && theatre.controllers.every(({ isIdle }) => isIdle)) break;
  }
  // A Job that is held up is due after one round without a change.
  for (let quiet = 0; quiet < 2;) {
    const before = world.writes.length;
    calmRound(theatre, true);
    quiet = world.writes.length === before ? quiet + 1 : 0;
  }
}

function calmRound(theatre: Theatre, jobsSucceed: boolean): void {
  const { world } = theatre;
  for (const controller of theatre.controllers) {
    for (let count = 0; count < 12; count += 1) {
      step(theatre, controller, fresh);
      if (controller.isIdle) break;
    }
  }
  world.tick(60);
  const asked = (world.status.stages ?? []).filter(({ approval }) => approval !== undefined);
  for (const { name } of asked) approve(name, 'Approved', world);
  for (const job of world.jobs) calmJob(job, world, jobsSucceed);
}

function calmJob({ uid, deleting }: SimulatedJob, world: World, succeeds: boolean): void {
  // The garbage collector deletes what belongs to a run that is deleted.
  if (world.isDeleted) world.deleteByHand(uid);
  if (succeeds && !deleting) world.succeed(uid);
  world.endPods(uid);
}
