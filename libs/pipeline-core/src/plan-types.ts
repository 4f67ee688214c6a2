import type { PipelineStatus } from '@gho-platform/api';

/** PipelinePlan is the whole decision about a Pipeline's runs: next status, then everything else. */
export interface PipelinePlan {
  /** The complete next status. Who may start is true only once it is stored. */
  readonly status: PipelineStatus;
  /** The runs that wait for their turn, in order. */
  readonly queue: readonly QueueEntry[];
  /** Names of runs that were let in and have not started. */
  readonly admitted: readonly string[];
  /** Names of runs that wait although another did their work: they have to end. */
  readonly alreadyDone: readonly string[];
  /** Names of runs of the queue whose position is to be written now. */
  readonly refresh: readonly string[];
  /** Idempotent by name and uid; performed only after the status was stored. */
  readonly actions: readonly PipelineAction[];
  /** Transitions only; emitted after the actions. */
  readonly events: readonly PipelineEvent[];
  /** Milliseconds until time alone changes the answer. Absent when only a change can. */
  readonly requeueAfterMs?: number;
}

/** QueueEntry is the place of a run that waits for its turn. */
export interface QueueEntry {
  readonly name: string;
  readonly uid: string;
  /** From 1. */
  readonly position: number;
  /** What has to change first. */
  readonly reason: 'ConcurrencyLimit' | 'Partition';
  /** The Pipeline, for its limit; the run that makes the partition. */
  readonly on: string;
  /** The partition that is taken. */
  readonly partition?: string;
  readonly queue: QueueState;
}

/** QueueState is what the places of one queue have in common. */
export interface QueueState {
  readonly pipeline: string;
  readonly length: number;
  /** How many runs are under way, and how many may be. */
  readonly active: number;
  readonly limit: number;
}

/** PipelineAction deletes something of a run that ended; `uid` is a precondition. */
export interface PipelineAction {
  readonly verb: 'deleteRun' | 'deleteJobs';
  readonly name: string;
  readonly uid: string;
}

export interface PipelineEvent {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}
