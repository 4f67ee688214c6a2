import type { StoredPipelineSchedule } from '@gho-platform/api';
import type { ObservedRun } from '../facts.ts';
import { makeSchedule } from '../testing/make-schedule.ts';
import { checkDecisions, checkIdle, checkRest, Watcher } from './invariants.ts';
import { SimulatedController } from './simulated-controller.ts';
import type { Lag } from './simulated-controller.ts';
import { World } from './world.ts';

/** Command is one thing that happens. `pick` chooses a controller or a run, whatever their number. */
export type Command =
  | { readonly kind: 'Step'; readonly pick: number; readonly lag: Lag; readonly times: number }
  | { readonly kind: 'Crash'; readonly pick: number }
  | { readonly kind: 'End'; readonly pick: number; readonly state: ObservedRun['state'] }
  | { readonly kind: 'DeleteByHand'; readonly pick: number }
  | { readonly kind: 'Clock'; readonly seconds: number }
  | { readonly kind: 'Suspend'; readonly suspend: boolean };

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
  const controllers = Array.from({ length: history.controllers }, () => new SimulatedController());
  const theatre = { world, controllers, watcher: new Watcher(history.controllers === 1) };
  for (const command of history.commands) apply(command, theatre);
  rest(theatre);
  for (const controller of controllers) checkDecisions(controller);
  checkRest(world, history.controllers === 1);
  return world;
}

function apply(command: Command, { world, controllers, watcher }: Theatre): void {
  const controller = controllers['pick' in command ? command.pick % controllers.length : 0];
  if (command.kind === 'Step') {
    for (let count = 0; count < command.times; count += 1) {
      const before = world.writes.length;
      controller?.step(world, command.lag);
      watcher.checkStep(world, world.writes.slice(before));
    }
  } else if (command.kind === 'Crash') controller?.crash();
  else if (command.kind === 'Clock') world.tick(command.seconds);
  else if (command.kind === 'Suspend') world.edit({ suspend: command.suspend });
  else disturbRun(command, world);
}

function disturbRun(
  command: Extract<Command, { kind: 'End' | 'DeleteByHand' }>,
  world: World,
): void {
  const uid = world.runs.at(-1 - (command.pick % Math.max(1, world.runs.length)))?.uid;
  if (uid === undefined) return;
  if (command.kind === 'End') world.end(uid, command.state);
  else world.deleteByHand(uid);
}

/** More rounds than the longest backfill of the model needs. */
const maxRounds = 120;

/** The disturbances stop: everybody works with fresh caches, runs end, and time stands still. */
function rest(theatre: Theatre): void {
  const { world, controllers } = theatre;
  world.tick(7200);
  calmRound(theatre);
  world.edit({ suspend: true });
  calmRound(theatre);
  world.edit({ suspend: false });
  for (let round = 0; round < maxRounds && calmRound(theatre) > 0; round += 1);
  const before = requestsOf(controllers);
  calmRound(theatre);
  checkIdle(requestsOf(controllers) - before);
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
