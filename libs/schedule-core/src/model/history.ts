import { scheduleReasons } from '@gho-platform/api';
import type { StoredPipelineSchedule } from '@gho-platform/api';
import { makeSchedule } from '../testing/make-schedule.ts';
import { disturb } from './commands.ts';
import type { Command } from './commands.ts';
import { Decisions } from './decisions.ts';
import { checkDecisions, checkIdle, checkRest, Watcher } from './invariants.ts';
import { SimulatedController } from './simulated-controller.ts';
import type { Lag } from './simulated-controller.ts';
import { World } from './world.ts';

export interface History {
  readonly spec: Partial<StoredPipelineSchedule['spec']>;
  readonly controllers: 1 | 2;
  readonly commands: readonly Command[];
}

const fresh: Lag = { schedule: 0, runs: 0 };

interface Theatre {
  readonly world: World;
  readonly controllers: readonly SimulatedController[];
  readonly watcher: Watcher;
}

/** runHistory plays a history, lets the world come to rest, and throws where an invariant breaks. */
export function runHistory(history: History): World {
  const world = new World(makeSchedule(history.spec), '2026-06-01T00:00:00Z');
  const decisions = new Decisions();
  const controllers = Array.from(
    { length: history.controllers },
    () => new SimulatedController(decisions),
  );
  const theatre = { world, controllers, watcher: new Watcher(history.controllers === 1) };
  for (const command of history.commands) apply(command, theatre);
  rest(theatre);
  checkDecisions(decisions);
  if (!world.isDeleted) checkRest(world, history.controllers === 1);
  return world;
}

function apply(command: Command, { world, controllers, watcher }: Theatre): void {
  const controller = 'pick' in command ? controllers[command.pick % controllers.length] : undefined;
  if (command.kind === 'Step') {
    for (let count = 0; count < command.times; count += 1) {
      const before = world.writes.length;
      controller?.step(world, command.lag);
      watcher.checkStep(world, world.writes.slice(before));
    }
  } else if (command.kind === 'Crash') controller?.crash();
  else disturb(command, world);
}

/** More rounds than the longest backfill of the model needs. */
const maxRounds = 120;

/** The disturbances stop: everybody works with fresh caches, runs end, and time stands still. */
function rest(theatre: Theatre): void {
  const { world, controllers } = theatre;
  world.garble(false);
  world.answer('Taken');
  world.tick(7200);
  calmRound(theatre);
  goOn(theatre);
  for (let round = 0; round < maxRounds && calmRound(theatre) > 0; round += 1) {
    if (isStopped(world)) goOn(theatre);
  }
  const before = requestsOf(controllers);
  calmRound(theatre);
  checkIdle(requestsOf(controllers) - before);
}

/** What a user does about a schedule that has stopped. */
function goOn(theatre: Theatre): void {
  const { world } = theatre;
  world.edit({ suspend: true });
  calmRound(theatre);
  world.edit({ suspend: false });
}

function isStopped({ status }: World): boolean {
  return status.conditions?.[0]?.reason === scheduleReasons.stoppedAfterFailures;
}

function requestsOf(controllers: readonly SimulatedController[]): number {
  return controllers.reduce((sum, { requests }) => sum + requests, 0);
}

/** Lets each controller work until it rests, then ends the runs. Returns how much happened. */
function calmRound({ world, controllers, watcher }: Theatre): number {
  const first = requestsOf(controllers);
  for (const controller of controllers) {
    for (let step = 0; step < 400; step += 1) {
      const before = world.writes.length;
      controller.step(world, fresh);
      watcher.checkStep(world, world.writes.slice(before));
      if (controller.isIdle) break;
    }
  }
  const active = world.activeRuns;
  for (const { uid, cancelling } of active) world.end(uid, cancelling ? 'Cancelled' : 'Succeeded');
  return requestsOf(controllers) - first + active.length;
}
