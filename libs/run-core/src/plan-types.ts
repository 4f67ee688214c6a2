import type { PipelineRunStatus } from '@gho-platform/api';
import type { Outcome } from './finally.ts';

/** Plan is the whole decision about one run: the next status, then actions, then events. */
export interface Plan {
  /** The complete next status: what was observed and decided, never what an action hopes to do. */
  readonly status: PipelineRunStatus;
  /** Idempotent by name; performed only after the status was stored. */
  readonly actions: readonly Action[];
  /** Transitions only; emitted after the actions. */
  readonly events: readonly RunEvent[];
  /** Milliseconds until time alone changes the answer. Absent when only a change can. */
  readonly requeueAfterMs?: number;
}

export type Action =
  /** Create the Job of an attempt. Its environment is substituted already. */
  | {
      readonly verb: 'createJob';
      readonly name: string;
      readonly stage: string;
      readonly attempt: number;
      /** Memory to ask for and to use at most, where it is more than the Pipeline says. */
      readonly memory?: string;
      readonly env: readonly { readonly name: string; readonly value: string }[];
      readonly args?: readonly string[];
      /** For a stage that runs Finally. */
      readonly outcome?: Outcome;
    }
  /** Delete a Job and its pods; `uid` is a precondition. */
  | { readonly verb: 'deleteJob'; readonly name: string; readonly uid: string }
  /** Give the pods of a Job one second to end, whatever grace period they have. */
  | { readonly verb: 'stopPods'; readonly name: string; readonly uid: string }
  /** Take the operator's finalizer off: the Job's outcome is in the stored status. */
  | { readonly verb: 'releaseJob'; readonly name: string; readonly uid: string };

export interface RunEvent {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, specific: StageStarted, StageSucceeded, StageFailed, AttemptFailed, RunSucceeded ... */
  readonly reason: string;
  readonly message: string;
}
