import type { StoredPipelineSchedule } from '@gho-platform/api';

/** Instant is an RFC 3339 time in UTC. Ticks have whole seconds: `2026-06-01T12:00:00Z`. */
export type Instant = string;

/** ScheduleFacts is everything the decision about one schedule may see. The shell fills it. */
export interface ScheduleFacts {
  readonly schedule: StoredPipelineSchedule;
  /** The schedule's own runs: it controls them, and each has the name of its tick. */
  readonly runs: readonly ObservedRun[];
  /** Names that the ledger needs but that runs of somebody else have. */
  readonly foreignRunNames: readonly string[];
  /** Runs that the API server refused to create. */
  readonly refusedRuns: readonly RefusedRun[];
  readonly ticks: TickFacts;
  readonly now: Instant;
}

export type TickFacts =
  | {
      readonly kind: 'Computed';
      /** Ticks after the cursor whose time to start has come, oldest first. */
      readonly due: readonly Instant[];
      /** Whether more ticks than these are due. */
      readonly more: boolean;
      /** The ticks after those that are due. */
      readonly next: readonly Instant[];
      /** Of a backfill: how many ticks its range has. */
      readonly total?: number;
    }
  /** The lines or the zone cannot be read; `message` names field, value and what is allowed. */
  | { readonly kind: 'Invalid'; readonly message: string };

/** ObservedRun is a run of the schedule, reduced to what the decision depends on. */
export interface ObservedRun {
  readonly name: string;
  readonly uid: string;
  readonly tick: Instant;
  readonly state: 'Active' | 'Succeeded' | 'Failed' | 'Cancelled';
  /** Somebody asked for its end. */
  readonly cancelling: boolean;
  /** Somebody asked for its deletion. */
  readonly deleting: boolean;
}

export interface RefusedRun {
  readonly name: string;
  /** True when asking again is of no use. */
  readonly forGood: boolean;
  readonly message: string;
}
