/**
 * The invariants of the loop. The strict ones hold for one controller, whatever happens; two at the
 * same time can exclude each other only through the status, so for them the weak ones hold. Those of
 * a step are checked in check-step.ts and check-status.ts, those of a decision in check-decisions.ts,
 * those of the end in check-rest.ts.
 *
 *  1 strict  At most one Job of a run can work at any time.
 *  2 strict  Nothing is created after the end.
 *  3 weak    The end is never left and never rewritten.
 *  4 weak    Failed attempts stay within retry.limit, lost ones within retry.interruptionLimit.
 *  5 strict  A stage's Job is created only after the stages before it really succeeded.
 *  6 weak    A stage is recorded as succeeded only if one of its Jobs really succeeded.
 *  7 weak    An outcome that was recorded never changes.
 *  8 strict  A Job that really succeeded is never recorded as interrupted, unless somebody took the
 *            operator's finalizer off it, or its pods were lost too often before.
 *  9 strict  A Job is created only for an attempt that the stored status names as running.
 * 10 strict  When the run is at its end, none of its Jobs can work.
 * 11 weak    A decision asked again with its own status changes nothing and tells nothing.
 * 12 weak    A stored status is smaller than 10 kB.
 * 13 weak    When the disturbances stop, the run comes to its end, nothing works, nothing is held.
 * 14 weak    A run that has ended and is clean costs no request.
 * 15 weak    A run without failure, cancel, refusal and timeout succeeds.
 * 16 strict  While a run is suspended and left alone, none of its Jobs works.
 * 17 strict  Nothing of a stage is created after an outcome that no retry can mend.
 * 18 strict  A stage that runs Finally starts only after all others ended, and then always, unless the
 *            run never started, was deleted or cancelled at once, lost its Pipeline, or something else
 *            keeps this stage from starting.
 * 19 weak    An attempt starts only where nothing that the decision sees forbids it: a deletion, a
 *            suspension, a cancel, a missing Pipeline, approval or turn, a backoff, a name that
 *            somebody else has.
 * 20 strict  An attempt gets at least as much memory as the one before it, more if that one ran out of
 *            it, and never more than the maximum.
 * 21 weak    A run takes over exactly the stages, from the first on, that succeeded earlier and are the
 *            same; none of them gets a Job.
 * 22 weak    A stage never counts more shards than it has.
 */
export type Invariant =
  | 1
  | 2
  | 3
  | 4
  | 5
  | 6
  | 7
  | 8
  | 9
  | 10
  | 11
  | 12
  | 13
  | 14
  | 15
  | 16
  | 17
  | 18
  | 19
  | 20
  | 21
  | 22;

export class InvariantError extends Error {
  readonly invariant: Invariant;

  constructor(invariant: Invariant, message: string) {
    super(`invariant ${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

export function demand(invariant: Invariant, holds: boolean, message: string): void {
  if (!holds) throw new InvariantError(invariant, message);
}
