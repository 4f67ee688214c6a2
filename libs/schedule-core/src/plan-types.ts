import type { PipelineScheduleStatus } from '@gho-platform/api';
import type { Instant } from './facts.ts';

/** SchedulePlan is the whole decision about one schedule: next status, then actions, then events. */
export interface SchedulePlan {
  /** The complete next status: what was observed and decided, never what an action hopes to do. */
  readonly status: PipelineScheduleStatus;
  /** Idempotent by name and uid; performed only after the status was stored. */
  readonly actions: readonly ScheduleAction[];
  /** Transitions only; emitted after the actions. */
  readonly events: readonly ScheduleEvent[];
  /** The ticks that got their verdict in this decision, oldest first. */
  readonly verdicts: readonly TickVerdict[];
  /** Milliseconds until time alone changes the answer. Absent when only a change can. */
  readonly requeueAfterMs?: number;
}

export interface TickVerdict {
  readonly tick: Instant;
  readonly verdict: NonNullable<PipelineScheduleStatus['ledger']>[number]['verdict'];
}

export type ScheduleAction =
  /** Create the run of a tick. */
  | {
      readonly verb: 'createRun';
      readonly name: string;
      readonly tick: Instant;
      readonly parameters: readonly { readonly name: string; readonly value: string }[];
    }
  /** Ask a run that is being replaced to end; `uid` is a precondition. */
  | { readonly verb: 'cancelRun'; readonly name: string; readonly uid: string }
  /** Delete a run that ended and is beyond the history; `uid` is a precondition. */
  | { readonly verb: 'deleteRun'; readonly name: string; readonly uid: string };

export interface ScheduleEvent {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}
