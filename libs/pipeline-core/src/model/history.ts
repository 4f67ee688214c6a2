import type { StoredPipeline } from '@gho-platform/api';
import type { ObservedRun } from '../facts.ts';
import { makePipeline } from '../testing/index.ts';
import { checkAges, checkDecisions, checkIdle, checkRest, Watcher } from './invariants.ts';
import { SimulatedController } from './simulated-controller.ts';
import type { Lag } from './simulated-controller.ts';
import { World } from './world.ts';

/** Command is one thing that happens. `pick` chooses a controller, `which` a run, whatever their number. */
export type Command =
  | { readonly kind: 'Step'; readonly pick: number; readonly lag: Lag; readonly times: number }
  | { readonly kind: 'StepRun'; readonly pick: number; readonly which: number }
  | { readonly kind: 'Crash'; readonly pick: number }
  | {
      readonly kind: 'Apply';
      readonly which: number;
      readonly force: boolean;
      readonly resumes?: number | undefined;
    }
  | {
      readonly kind: 'End';
      readonly which: number;
      readonly outcome: 'Succeeded' | 'Failed';
    }
  | { readonly kind: 'Hold'; readonly which: number }
  | { readonly kind: 'Delete'; readonly which: number }
  | { readonly kind: 'EndPods' }
  | { readonly kind: 'Limit'; readonly limit: number }
  | { readonly kind: 'Clock'; readonly seconds: number };

export interface History {
  readonly spec: Pick<StoredPipeline['spec'], 'concurrency' | 'partition' | 'history'>;
  readonly controllers: 1 | 2;
  readonly commands: readonly Command[];
}

const fresh: Lag = { pipeline: 0, runs: 0 };

interface Theatre {
  readonly world: World;
  readonly controllers: readonly SimulatedController[];
  readonly watcher: Watcher;
}

/** Played is what a history came to. */
export interface Played {
  readonly world: World;
  readonly controllers: readonly SimulatedController[];
}

/** runHistory plays a history, lets the world come to rest, and throws where an invariant breaks. */
export function runHistory(history: History): Played {
  const world = new World(makePipeline(history.spec), '2026-06-01T00:00:00Z');
  const controllers = Array.from({ length: history.controllers }, () => new SimulatedController());
  const theatre = { world, controllers, watcher: new Watcher() };
  for (const command of history.commands)
    watch(theatre, () => {
      apply(command, theatre);
    });
  rest(theatre);
  for (const controller of controllers) checkDecisions(controller);
  return { world, controllers };
}

function watch({ world, watcher }: Theatre, happen: () => void): void {
  const before = world.writes.length;
  happen();
  watcher.checkStep(world, world.writes.slice(before));
}

function apply(command: Command, theatre: Theatre): void {
  const { world, controllers } = theatre;
  const controller = controllers['pick' in command ? command.pick % controllers.length : 0];
  if (command.kind === 'Step') {
    for (let count = 0; count < command.times; count += 1) {
      watch(theatre, () => controller?.step(world, command.lag));
    }
  } else if (command.kind === 'StepRun') {
    controller?.stepRun(world, chosen(world.runs, command.which));
  } else if (command.kind === 'Crash') {
    controller?.crash();
  } else {
    disturb(command, world);
  }
}

type Disturbance = Exclude<Command, { kind: 'Step' | 'StepRun' | 'Crash' }>;

function disturb(command: Disturbance, world: World): void {
  if (command.kind === 'Apply') world.create(...manifest(command, world));
  else if (command.kind === 'EndPods') world.endPods();
  else if (command.kind === 'Limit') world.setLimit(command.limit);
  else if (command.kind === 'Clock') world.tick(command.seconds);
  else disturbRun(command, world);
}

function disturbRun(
  command: Extract<Disturbance, { kind: 'End' | 'Hold' | 'Delete' }>,
  world: World,
): void {
  const candidates = command.kind === 'End' ? world.runs.filter(isStarted) : world.runs;
  const run = chosen(candidates, command.which);
  if (run === undefined) return;
  if (command.kind === 'End') world.end(run, command.outcome);
  else if (command.kind === 'Delete') world.deleteByHand(run);
  else hold(run, world);
}

function hold(run: ObservedRun, world: World): void {
  if (run.state === 'Waiting') world.change(run, { state: 'Held' });
  else if (run.state === 'Held' && !run.isPlan) world.change(run, { state: 'Waiting' });
}

function isStarted({ state }: ObservedRun): boolean {
  return state === 'Started';
}

function chosen(runs: readonly ObservedRun[], which: number): ObservedRun | undefined {
  return runs[which % Math.max(1, runs.length)];
}

/** A repository holds a few runs, each with its partition; applying it again creates what is missing. */
function manifest(
  { which, force, resumes }: Extract<Command, { kind: 'Apply' }>,
  { pipeline }: World,
): [string, Partial<ObservedRun>] {
  const partition = pipeline.spec.partition && [undefined, 'x', 'y'][which % 3];
  const isPlan = which === 8;
  const fields: Partial<ObservedRun> = {
    force,
    priority: which === 7 ? 1 : 0,
    isPlan,
    state: isPlan ? 'Held' : 'Waiting',
    ...(partition === undefined ? {} : { partition }),
    ...(resumes === undefined ? {} : { resumes: `run-${resumes}` }),
  };
  return [`run-${which}`, fields];
}

/** More rounds than the runs of the longest history need one after the other. */
const maxRounds = 60;

/** The disturbances stop: everybody works with fresh caches, runs end, and at last all times are over. */
function rest(theatre: Theatre): void {
  const { world } = theatre;
  for (const run of world.runs) if (run.state === 'Held') hold(run, world);
  world.endPods();
  settle(theatre);
  checkRest(world);
  world.tick(100_000);
  settle(theatre);
  checkAges(world);
  const before = requestsOf(theatre);
  calmRound(theatre);
  checkIdle(requestsOf(theatre) - before);
}

/** Whoever was in the middle of something only ends it in the first quiet round. */
function settle(theatre: Theatre): void {
  for (let round = 0, quiet = 0; round < maxRounds && quiet < 2; round += 1) {
    quiet = calmRound(theatre) ? 0 : quiet + 1;
  }
}

function requestsOf({ controllers }: Theatre): number {
  return controllers.reduce((sum, { requests }) => sum + requests, 0);
}

/** Lets each controller work until it rests, then ends the runs. Returns whether anything happened. */
function calmRound(theatre: Theatre): boolean {
  const { world, controllers } = theatre;
  const [runs, status] = [world.runs, world.status];
  for (const controller of controllers) {
    for (let step = 0; step === 0 || (step < 100 && !controller.isIdle); step += 1) {
      watch(theatre, () => {
        controller.step(world, fresh);
      });
    }
    for (const { uid } of world.runs) {
      // One step may be left from before, one reads, one writes.
      for (let step = 0; step < 3; step += 1) {
        watch(theatre, () => {
          controller.stepRun(world, world.find(uid));
        });
      }
    }
  }
  world.tick(1);
  for (const run of world.atWork) world.end(run, run.priority > 0 ? 'Failed' : 'Succeeded');
  return world.runs !== runs || world.status !== status;
}
