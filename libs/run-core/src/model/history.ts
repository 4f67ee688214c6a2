import type { FailureReason } from '../facts.ts';
import { makePipeline } from '../testing/make-pipeline.ts';
import { makeRun } from '../testing/make-run.ts';
import { noon, resolved } from '../testing/make-facts.ts';
import { checkDecisions, checkRest, checkStep, checkSuspended } from './invariants.ts';
import { SimulatedController } from './simulated-controller.ts';
import type { Lag } from './simulated-controller.ts';
import { World } from './world.ts';

/** Command is one thing that happens. `pick` chooses a controller or a Job, whatever their number. */
export type Command =
  | { readonly kind: 'Step'; readonly pick: number; readonly lag: Lag; readonly times: number }
  | { readonly kind: 'Crash'; readonly pick: number }
  | { readonly kind: 'Succeed'; readonly pick: number; readonly heldUp: boolean }
  | {
      readonly kind: 'Fail';
      readonly pick: number;
      readonly reason: FailureReason;
      readonly othersRun: boolean;
      readonly heldUp: boolean;
    }
  | { readonly kind: 'Disrupt'; readonly pick: number }
  | { readonly kind: 'EndPods'; readonly pick: number }
  | { readonly kind: 'DeleteByHand'; readonly pick: number }
  | { readonly kind: 'Vanish'; readonly pick: number }
  | { readonly kind: 'Clock'; readonly seconds: number }
  | { readonly kind: 'Suspend'; readonly suspend: boolean }
  | { readonly kind: 'Cancel'; readonly cancel: 'Graceful' | 'Immediate' };

export interface History {
  readonly stages: number;
  /** Further stages, which run Finally. */
  readonly finallyStages: number;
  readonly retryLimit: number;
  readonly timeoutSeconds: number | undefined;
  readonly controllers: 1 | 2;
  readonly commands: readonly Command[];
}

/** What a history came to, for the statistics. */
export interface Outcome {
  readonly ended: string;
  readonly statusWrites: number;
  readonly jobs: number;
}

const fresh: Lag = { run: 0, jobs: 0 };

/** runHistory plays a history, lets the world come to rest, and throws where an invariant breaks. */
export function runHistory(history: History): Outcome {
  const world = makeWorld(history);
  const controllers = Array.from({ length: history.controllers }, () => new SimulatedController());
  const strict = history.controllers === 1;
  for (const command of history.commands) {
    apply(command, { world, controllers, strict });
  }
  rest({ world, controllers, strict });
  for (const controller of controllers) checkDecisions(controller);
  checkRest(world, isDisturbed(history));
  return {
    ended: world.status.conditions?.[0]?.reason ?? '',
    statusWrites: world.writes.filter(({ kind }) => kind === 'Status').length,
    jobs: world.everyJob.size,
  };
}

interface Theatre {
  readonly world: World;
  readonly controllers: readonly SimulatedController[];
  readonly strict: boolean;
}

function makeWorld({ stages, finallyStages, retryLimit, timeoutSeconds }: History): World {
  const retry = { limit: retryLimit, backoffSeconds: 10, factor: 2, maxBackoffSeconds: 300 };
  const pipeline = Array.from({ length: stages + finallyStages }, (_, index) => index).reduce(
    (builder, index) =>
      builder.withStage(`s${index}`, {
        retry,
        ...envOf(index),
        ...(index < stages ? {} : { when: 'Finally' as const }),
      }),
    makePipeline(),
  );
  const run =
    timeoutSeconds === undefined ? makeRun() : makeRun().withTimeoutSeconds(timeoutSeconds);
  return new World(run.build(), resolved(pipeline.build()), noon);
}

/** Each stage but the first depends on an output of the one before it. */
function envOf(index: number): object {
  if (index === 0) return {};
  return { env: [{ name: 'KEY', value: `$(stages.s${index - 1}.outputs.key)` }] };
}

/** Whether something happened after which a run need not succeed. */
function isDisturbed({ commands, timeoutSeconds }: History): boolean {
  const harmful = new Set(['Fail', 'Disrupt', 'DeleteByHand', 'Vanish', 'Cancel']);
  return timeoutSeconds !== undefined || commands.some(({ kind }) => harmful.has(kind));
}

function apply(command: Command, theatre: Theatre): void {
  const { world, controllers, strict } = theatre;
  if (command.kind === 'Step') {
    const controller = controllers[command.pick % controllers.length];
    for (let count = 0; count < command.times; count += 1) {
      const before = world.writes.length;
      controller?.step(world, command.lag);
      checkStep(world, world.writes.slice(before), strict);
    }
    return;
  }
  disturb(command, theatre);
  checkStep(world, [], strict);
}

function disturb(command: Exclude<Command, { kind: 'Step' }>, theatre: Theatre): void {
  const { world, controllers } = theatre;
  if (command.kind === 'Crash') controllers[command.pick % controllers.length]?.crash();
  else if (command.kind === 'Clock') world.tick(command.seconds);
  else if (command.kind === 'Suspend') world.edit({ suspend: command.suspend });
  else if (command.kind === 'Cancel') cancel(world, command.cancel);
  else disturbJob(command, world);
}

/** The API server does not let a cancel be taken back. */
function cancel(world: World, grade: 'Graceful' | 'Immediate'): void {
  if (world.run.spec.cancel !== 'Immediate') world.edit({ cancel: grade });
}

type JobCommand = Extract<
  Command,
  { kind: 'Succeed' | 'Fail' | 'Disrupt' | 'EndPods' | 'DeleteByHand' | 'Vanish' }
>;

function disturbJob(command: JobCommand, world: World): void {
  const uid = world.jobs.at(-1 - (command.pick % Math.max(1, world.jobs.length)))?.uid;
  if (uid === undefined) return;
  switch (command.kind) {
    case 'Succeed':
      world.succeed(uid, command.heldUp);
      break;
    case 'Fail':
      world.fail(uid, command.reason, command);
      break;
    case 'Disrupt':
      world.disrupt(uid);
      break;
    case 'EndPods':
      world.endPods(uid);
      break;
    case 'DeleteByHand':
      world.deleteByHand(uid);
      break;
    case 'Vanish':
      world.vanish(uid);
  }
}

/** More rounds than the longest run that the model can make needs. */
const maxRounds = 200;

/** The disturbances stop: everybody works with fresh caches, Jobs do their work, time passes. */
function rest(theatre: Theatre): void {
  const { world } = theatre;
  if (world.run.spec.suspend) {
    for (let round = 0; round < 10; round += 1) calmRound(theatre, false);
    if (theatre.strict) checkSuspended(world);
    world.edit({ suspend: false });
  }
  for (let round = 0; round < maxRounds; round += 1) {
    calmRound(theatre, true);
    if (world.isFinished && theatre.controllers.every(({ isIdle }) => isIdle)) break;
  }
  for (let round = 0; round < 5; round += 1) calmRound(theatre, true);
}

function calmRound({ world, controllers, strict }: Theatre, jobsSucceed: boolean): void {
  for (const controller of controllers) {
    for (let step = 0; step < 12; step += 1) {
      const before = world.writes.length;
      controller.step(world, fresh);
      checkStep(world, world.writes.slice(before), strict);
      if (controller.isIdle) break;
    }
  }
  world.tick(60);
  for (const { uid, deleting } of world.jobs) {
    if (jobsSucceed && !deleting) world.succeed(uid);
    world.endPods(uid);
  }
}
