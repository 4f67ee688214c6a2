import type { FailureReason, Instant, ObservedJob, Verdict } from '../facts.ts';

/** SimulatedJob is a Job of the model's world: the truth, of which controllers see copies. */
export interface SimulatedJob {
  readonly name: string;
  readonly uid: string;
  readonly stage: string;
  readonly attempt: number;
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
  const { name, uid, stage, attempt, deleting, held, hasActivePods, finished, lostPodAt } = job;
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
    verdict: verdictOf(job),
    shardsSucceeded: job.outcome.kind === 'Succeeded' ? 1 : 0,
  };
}

/** Whether pods of it run or could still be started. */
export function canWork(job: SimulatedJob): boolean {
  return job.hasActivePods || mayStartPods(job);
}

function mayStartPods({ outcome, finished, deleting }: SimulatedJob): boolean {
  return outcome.kind !== 'Succeeded' && !finished && !deleting;
}

function verdictOf({ outcome, stage }: SimulatedJob): Verdict {
  switch (outcome.kind) {
    case 'None':
      return { kind: 'Undecided' };
    case 'Succeeded':
      return {
        kind: 'Succeeded',
        at: outcome.at,
        result: { outputs: [{ name: 'key', value: `made by ${stage}` }], rows: { written: 1 } },
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
