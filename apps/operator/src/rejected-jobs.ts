import type { ObservedJob } from '@gho-platform/run-core';

/** RejectedJob is an attempt whose Job the API server refused for good. */
export interface RejectedJob {
  /** The run, by key and uid: its name can be used again. */
  readonly runKey: string;
  readonly runUid: string;
  readonly name: string;
  readonly stage: string;
  readonly attempt: number;
  readonly at: string;
  readonly message: string;
}

/**
 * RejectedJobs remembers refusals until they are in the status, as if the Job had been there and
 * had failed. A process that restarts in between asks once more and gets the same refusal.
 */
export class RejectedJobs {
  readonly #byRun = new Map<string, RejectedJob[]>();

  add(job: RejectedJob): void {
    const others = (this.#byRun.get(job.runKey) ?? []).filter(({ name }) => name !== job.name);
    this.#byRun.set(job.runKey, [...others, job]);
  }

  /** Forgets a run that is gone or has ended. */
  forget(runKey: string): void {
    this.#byRun.delete(runKey);
  }

  /** The refusals of a run as observations. */
  observed(runKey: string, runUid: string): readonly ObservedJob[] {
    const refused = (this.#byRun.get(runKey) ?? []).filter((job) => job.runUid === runUid);
    return refused.map(({ name, stage, attempt, at, message }) => ({
      name,
      uid: '',
      stage,
      attempt,
      deleting: false,
      held: false,
      hasActivePods: false,
      mayStartPods: false,
      finished: true,
      verdict: { kind: 'Failed', at, reason: 'ConfigurationInvalid', message, result: {} },
      shardsSucceeded: 0,
    }));
  }
}
