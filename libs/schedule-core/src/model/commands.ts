import type { ObservedRun } from '../facts.ts';
import type { Lag } from './simulated-controller.ts';
import type { Answer, World } from './world.ts';

/** A controller, a run or a tick, whatever their number. */
interface Pick {
  readonly pick: number;
}

interface ControllerCommands {
  /** Some requests, or looks into caches that are behind. */
  readonly Step: Pick & { readonly lag: Lag; readonly times: number };
  readonly Crash: Pick;
}

/**
 * Disturbances is what may happen besides what the controllers do. To make something new happen: a
 * kind here, what it does in `disturbances`, its weight in arbitraries.ts, what it must never lead to
 * in invariants.ts, and in models.ts the word by which a history shows that it did happen.
 */
interface Disturbances {
  readonly End: Pick & { readonly state: ObservedRun['state'] };
  readonly DeleteByHand: Pick;
  readonly Clock: { readonly seconds: number };
  readonly Suspend: { readonly suspend: boolean };
  /** Nobody can read the lines any more, or everybody can again. */
  readonly Garble: { readonly invalid: boolean };
  /** The API server takes new runs, denies them for now, or refuses them for good. */
  readonly Answer: { readonly answer: Answer };
  /** Somebody else makes a run with the name of a tick to come. */
  readonly Foreign: Pick;
  readonly DeleteSchedule: object;
}

export type Commands = ControllerCommands & Disturbances;
export type Kind = keyof Commands;

/** Command is one thing that happens. */
export type Command<K extends Kind = Kind> = {
  readonly [P in K]: { readonly kind: P } & Commands[P];
}[K];

const disturbances: {
  readonly [K in keyof Disturbances]: (what: Disturbances[K], world: World) => void;
} = {
  End({ pick, state }, world) {
    world.end(runAt(pick, world), state);
  },
  DeleteByHand({ pick }, world) {
    world.deleteByHand(runAt(pick, world));
  },
  Clock({ seconds }, world) {
    world.tick(seconds);
  },
  Suspend({ suspend }, world) {
    world.edit({ suspend });
  },
  Garble({ invalid }, world) {
    world.garble(invalid);
  },
  Answer({ answer }, world) {
    world.answer(answer);
  },
  Foreign({ pick }, world) {
    world.takeName(pick);
  },
  DeleteSchedule(_, world) {
    world.deleteSchedule();
  },
};

/** disturb lets something happen in the world. */
export function disturb<K extends keyof Disturbances>(command: Command<K>, world: World): void {
  const what: (what: Disturbances[K], world: World) => void = disturbances[command.kind];
  what(command, world);
}

/** The uid of a run, the newest first; one that nobody has while there is none. */
function runAt(pick: number, { runs }: World): string {
  return runs.at(-1 - (pick % Math.max(1, runs.length)))?.uid ?? '';
}
