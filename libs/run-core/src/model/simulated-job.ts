import type { Blockage, FailureReason, Instant, ObservedJob, Verdict } from '../facts.ts';

/** SimulatedJob is a Job of the model's world: the truth, of which controllers see copies. */
export interface SimulatedJob {
  readonly name: string;
  readonly uid: string;
  readonly stage: string;
  readonly attempt: number;
  /** What its attempt was given beyond the Pipeline, such as `1536Mi`. */
  readonly memory: string | undefined;
  readonly shards: number;
  readonly shardsSucceeded: number;
  readonly outcome:
    | { readonly kind: 'None' }
    | { readonly kind: 'Succeeded'; readonly at: Instant }
    | { readonly kind: 'Failed'; readonly at: Instant; readonly reason: FailureReason };
  readonly hasActivePods: boolean;
  /** The Job controller has decided. */
  readonly finished: boolean;
  /** A container that somebody injected goes on: the Job never finishes by itself. */
  readonly heldUp: boolean;
  readonly lostPodAt?: Instant;
  /** Why its pods do not run. */
  readonly blocked?: Blockage;
  readonly deleting: boolean;
  readonly held: boolean;
}

/** Exit codes that go with a reason, where one does. */
const exitCodes: Readonly<Partial<Record<FailureReason, number>>> = {
  DataRejected: 65,
  ConfigurationInvalid: 78,
  StageCrashed: 1,
  OutOfMemory: 137,
};

/** What a controller sees of a Job. */
export function observe(job: SimulatedJob): ObservedJob {
  const { name, uid, stage, attempt, deleting, held, hasActivePods, finished } = job;
  const { lostPodAt, blocked, outcome } = job;
  return {
    name,
    uid,
    stage,
    attempt,
    deleting,
    held,
    hasActivePods,
    mayStartPods: mayStartPods(job),
    finished,
    ...(lostPodAt === undefined ? {} : { lostPodAt }),
    ...(blocked === undefined || outcome.kind !== 'None' ? {} : { blocked }),
    verdict: verdictOf(job),
    shardsSucceeded: job.shardsSucceeded,
  };
}

/** Whether pods of it run or could still be started. */
export function canWork(job: SimulatedJob): boolean {
  return job.hasActivePods || mayStartPods(job);
}

function mayStartPods({ outcome, finished, deleting }: SimulatedJob): boolean {
  return outcome.kind !== 'Succeeded' && !finished && !deleting;
}

/** What a stage of that name hands to those after it. */
export function outputsOf(stage: string): { readonly name: string; readonly value: string }[] {
  return [{ name: 'key', value: `made by ${stage}` }];
}

function verdictOf({ outcome, stage }: SimulatedJob): Verdict {
  switch (outcome.kind) {
    case 'None':
      return { kind: 'Undecided' };
    case 'Succeeded':
      return {
        kind: 'Succeeded',
        at: outcome.at,
        result: { outputs: outputsOf(stage), rows: { written: 1 } },
      };
    case 'Failed': {
      const exitCode = exitCodes[outcome.reason];
      return {
        kind: 'Failed',
        at: outcome.at,
        reason: outcome.reason,
        message: `failed with ${outcome.reason}`,
        result: {},
        ...(exitCode === undefined ? {} : { exitCode }),
      };
    }
  }
}
