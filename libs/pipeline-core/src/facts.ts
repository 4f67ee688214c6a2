import type { StoredPipeline } from '@gho-platform/api';

/** Instant is an RFC 3339 time in UTC, such as `2026-06-01T12:00:00.000Z`. */
export type Instant = string;

/** PipelineFacts is everything the decision about the runs of one Pipeline may see. */
export interface PipelineFacts {
  /** As the API server has it: its status is what the next one is compared and swapped with. */
  readonly pipeline: StoredPipeline;
  /** Every PipelineRun that names it, ended ones too. They come from a cache, which may lag. */
  readonly runs: readonly ObservedRun[];
  /** uids of runs of the ledger that no longer exist and of which no pod works any more. */
  readonly goneRuns: ReadonlySet<string>;
  readonly now: Instant;
}

/** ObservedRun is a run of the Pipeline, reduced to what the decision depends on. */
export interface ObservedRun {
  readonly name: string;
  readonly uid: string;
  readonly createdAt: Instant;
  /** The greater goes first. */
  readonly priority: number;
  readonly force: boolean;
  /** Of mode Plan: it starts nothing. */
  readonly isPlan: boolean;
  /** What its parameters make of spec.partition. */
  readonly partition?: string;
  /**
   * Waiting could start. Held has not started and cannot: suspended, cancelled, being deleted or of
   * mode Plan. Started may have Jobs. Ended is for good, and nothing of it works any more.
   */
  readonly state: 'Waiting' | 'Held' | 'Started' | 'Ended';
  /** Present when it ended. */
  readonly end?: {
    readonly outcome: 'Succeeded' | 'Failed';
    readonly finishedAt: Instant;
    /** It ended with reason AlreadyDone: another run had done its work. */
    readonly isDuplicate: boolean;
  };
  /** Somebody asked for its deletion. */
  readonly deleting: boolean;
  /** Jobs of it exist, none of which the operator's finalizer holds any more. */
  readonly hasJobs: boolean;
  /** The run that it resumes, while it has not started. */
  readonly resumes?: string;
  /** The position that its status shows, and since when. */
  readonly shown?: { readonly position: number; readonly at: Instant };
}
