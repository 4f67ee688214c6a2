import type { Blockage, FailureReason, Turn } from '../facts.ts';
import type { Lag } from './simulated-controller.ts';
import type { World } from './world.ts';

/** A controller, a Job or a stage, whatever their number. */
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
 * in invariants.ts, and in models.ts the word by which a history shows that it did happen. What is
 * not an event but a field of a spec goes into Setup in setup.ts.
 */
interface Disturbances {
  readonly Suspend: { readonly suspend: boolean };
  readonly Cancel: { readonly cancel: 'Graceful' | 'Immediate' };
  readonly Approve: Pick & { readonly decision: 'Approved' | 'Refused' };
  readonly DeleteRun: object;
  readonly Clock: { readonly seconds: number };
  /** The admission policy that vouches for approvals comes or goes. */
  readonly Trust: { readonly trusts: boolean };
  /** The Pipeline appears, or its frozen revision is deleted. */
  readonly Pipeline: { readonly exists: boolean };
  /** The Pipeline's ledger decides about the run, which waits for its turn. */
  readonly Turn: { readonly turn: Exclude<Turn['kind'], 'Open'> };
  /** The API server refuses new Jobs, or no longer. */
  readonly Quota: { readonly full: boolean };
  /** Somebody else makes a Job with a name that a stage needs. */
  readonly Foreign: Pick & { readonly attempt: number };
  readonly Succeed: Pick & { readonly heldUp: boolean };
  readonly Fail: Pick & {
    readonly reason: FailureReason;
    readonly othersRun: boolean;
    readonly heldUp: boolean;
  };
  readonly EndShard: Pick;
  /** Without a reason the pods run again. */
  readonly Block: Pick & { readonly reason: Blockage['reason'] | undefined };
  readonly Disrupt: Pick;
  readonly EndPods: Pick;
  readonly DeleteByHand: Pick;
  readonly Vanish: Pick;
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
  Suspend({ suspend }, world) {
    world.edit({ suspend });
  },
  Cancel({ cancel }, world) {
    // The API server does not let a cancel be taken back.
    if (world.run.spec.cancel !== 'Immediate') world.edit({ cancel });
  },
  Approve({ pick, decision }, world) {
    approve(stageAt(pick, world), decision, world);
  },
  DeleteRun(_, world) {
    world.deleteRun();
  },
  Clock({ seconds }, world) {
    world.tick(seconds);
  },
  Trust({ trusts }, world) {
    world.surround({ trustsApprovals: trusts });
  },
  Pipeline({ exists }, world) {
    if (exists) world.findPipeline();
    else world.losePipeline();
  },
  Turn({ turn }, world) {
    world.decideTurn(turn);
  },
  Quota({ full }, world) {
    world.limitJobs(full);
  },
  Foreign({ pick, attempt }, world) {
    world.takeName(stageAt(pick, world), attempt);
  },
  Succeed({ pick, heldUp }, world) {
    world.succeed(jobAt(pick, world), heldUp);
  },
  Fail({ pick, reason, ...others }, world) {
    world.fail(jobAt(pick, world), reason, others);
  },
  EndShard({ pick }, world) {
    world.endShard(jobAt(pick, world));
  },
  Block({ pick, reason }, world) {
    world.block(jobAt(pick, world), reason);
  },
  Disrupt({ pick }, world) {
    world.disrupt(jobAt(pick, world));
  },
  EndPods({ pick }, world) {
    world.endPods(jobAt(pick, world));
  },
  DeleteByHand({ pick }, world) {
    world.deleteByHand(jobAt(pick, world));
  },
  Vanish({ pick }, world) {
    world.vanish(jobAt(pick, world));
  },
};

/** disturb lets something happen in the world. */
export function disturb<K extends keyof Disturbances>(command: Command<K>, world: World): void {
  const what: (what: Disturbances[K], world: World) => void = disturbances[command.kind];
  what(command, world);
}

/** The API server lets nobody decide twice about a stage. */
export function approve(stage: string, decision: 'Approved' | 'Refused', world: World): void {
  const { approvals = [] } = world.run.spec;
  if (approvals.some((one) => one.stage === stage)) return;
  world.edit({ approvals: [...approvals, { stage, decision, by: 'ada' }] });
}

function stageAt(pick: number, { stages }: World): string {
  return stages[pick % stages.length]?.name ?? '';
}

/** The uid of a Job, the newest first; one that nobody has while there is none. */
function jobAt(pick: number, { jobs }: World): string {
  return jobs.at(-1 - (pick % Math.max(1, jobs.length)))?.uid ?? '';
}
