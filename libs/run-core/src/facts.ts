import type { StoredPipelineRun, StoredPipelineSpec } from '@gho-platform/api';

/** Instant is an RFC 3339 time in UTC with milliseconds, such as `2026-06-01T12:00:00.000Z`. */
export type Instant = string;

/**
 * Facts is everything the decision about one run may see. The shell fills it, first from caches to
 * notice that something is due, then from live reads to decide.
 */
export interface Facts {
  readonly run: StoredPipelineRun;
  /** The frozen Pipeline, or why there is none. */
  readonly pipeline: PipelineResolution;
  /** The run's Jobs: those that carry its uid as controller. Jobs of other owners are listed apart. */
  readonly jobs: readonly ObservedJob[];
  /** Names of Jobs in the namespace that a plan could need but that belong to somebody else. */
  readonly foreignJobNames: readonly string[];
  /** Jobs that the API server refused to create, but only for now: a quota, a missing right. */
  readonly deniedJobs: readonly DeniedJob[];
  /** Whether an admission policy vouches for who gave an approval; otherwise none counts. */
  readonly trustsApprovals: boolean;
  /** Whether the run, which has not started, may start beside the other runs of its Pipeline. */
  readonly turn: Turn;
  /** What the API server has against the Jobs of a run of mode Plan; absent where it was not asked. */
  readonly checks?: readonly FailedCheck[];
  /** What spec.resumeFrom names, for a run that has not started; absent where it names nothing. */
  readonly origin?: Origin;
  readonly now: Instant;
}

/** Turn is what the Pipeline's ledger says about a run that has not started. */
export type Turn =
  /** Nothing to wait for: the Pipeline bounds nothing. */
  | { readonly kind: 'Open' }
  | { readonly kind: 'Admitted'; readonly partition?: string }
  /** What it would make was made, or history removed the run of this name. */
  | {
      readonly kind: 'AlreadyDone';
      readonly outcome: 'Succeeded' | 'Failed';
      readonly message: string;
    }
  /** Nobody has decided yet. */
  | { readonly kind: 'Undecided' }
  | {
      readonly kind: 'Queued';
      readonly reason: 'ConcurrencyLimit' | 'Partition';
      /** Name of the Pipeline whose limit is reached, or of the run that has the partition. */
      readonly on: string;
      /** From 1. */
      readonly position: number;
      readonly message: string;
    };

/** Origin is the run that is to be resumed, and its own frozen Pipeline. */
export type Origin =
  | { readonly kind: 'Missing'; readonly message: string }
  | {
      readonly kind: 'Found';
      readonly run: StoredPipelineRun;
      readonly spec: StoredPipelineSpec;
    };

/** FailedCheck is the answer to a Job that was sent to be checked and not to be stored. */
export interface FailedCheck {
  readonly stage: string;
  /** Whether the same Job may be taken later: a quota, a missing right, a policy. */
  readonly mayPass: boolean;
  readonly message: string;
}

export interface DeniedJob {
  readonly name: string;
  /** When it was refused first. */
  readonly since: Instant;
  readonly message: string;
}

export type PipelineResolution =
  | {
      readonly kind: 'Resolved';
      /** Name of the ControllerRevision that holds `spec`. */
      readonly revision: string;
      readonly spec: StoredPipelineSpec;
    }
  /** The Pipeline does not exist (yet), or the frozen revision was deleted by hand. */
  | { readonly kind: 'Missing'; readonly message: string };

/** ObservedJob is a Job and its pods, reduced to what the decision depends on. */
export interface ObservedJob {
  readonly name: string;
  readonly uid: string;
  readonly stage: string;
  readonly attempt: number;
  /** True once somebody asked for its deletion; our finalizer may still hold it. */
  readonly deleting: boolean;
  /** True while it carries the operator's finalizer. */
  readonly held: boolean;
  /** True while pods of it exist that have not ended. */
  readonly hasActivePods: boolean;
  /** True while the Job controller may still start a pod of it. */
  readonly mayStartPods: boolean;
  /**
   * True once the Job controller itself has decided. It does not while a container that somebody
   * injected goes on, since a pod ends with its last container.
   */
  readonly finished: boolean;
  /**
   * When the newest of its pods that were evicted, drained, preempted or lost was created. The Job
   * replaces such pods, each by a newer one.
   */
  readonly lostPodAt?: Instant;
  readonly verdict: Verdict;
  readonly shardsSucceeded: number;
  /** Present when pods exist or should exist but nothing runs. */
  readonly blocked?: Blockage;
}

/**
 * Verdict is what is certain about a Job. A container that terminated by itself is final whatever
 * the Job says later; a pod that was evicted or deleted decides nothing, the Job does.
 */
export type Verdict =
  | { readonly kind: 'Undecided' }
  | { readonly kind: 'Succeeded'; readonly at: Instant; readonly result: StageResult }
  | {
      readonly kind: 'Failed';
      readonly at: Instant;
      readonly reason: FailureReason;
      /** CamelCase word from the container's result, such as DataQualityFailed. */
      readonly detail?: string;
      readonly message: string;
      readonly exitCode?: number;
      readonly result: StageResult;
    };

/** FailureReason is a closed list; what may be retried follows from it. */
export type FailureReason =
  /** Exit code 65: the data failed its contract. Never retried. */
  | 'DataRejected'
  /** Exit code 78, or a pod the API server refuses for good. Never retried. */
  | 'ConfigurationInvalid'
  /** The container exited with another code. */
  | 'StageCrashed'
  | 'OutOfMemory'
  /** The attempt ran longer than timeoutSeconds. Not retried. */
  | 'AttemptTimedOut'
  /** The pod or its node vanished and the Job did not replace it. Free of charge, bounded. */
  | 'InfrastructureLost';

export interface Blockage {
  readonly reason: 'Unschedulable' | 'ImagePull' | 'ContainerConfig' | 'Quota';
  /** Name of the object that it waits for, such as a pod or an image. */
  readonly on: string;
  readonly since: Instant;
  readonly message: string;
}

/** StageResult is the parsed termination message, merged over shards. Everything is optional. */
export interface StageResult {
  readonly outputs?: readonly { readonly name: string; readonly value: string }[];
  readonly rows?: RowCounts;
  readonly quality?: QualityOutcome;
  readonly tests?: TestOutcome;
  readonly model?: ModelOutcome;
}

export interface RowCounts {
  readonly read?: number;
  readonly written?: number;
  readonly rejected?: number;
  readonly unchanged?: number;
}

export interface QualityOutcome {
  readonly checks?: number;
  readonly passed?: number;
  readonly warned?: number;
  readonly failed?: number;
  readonly worst?: readonly {
    readonly check: string;
    readonly severity?: string;
    readonly outcome: string;
    readonly rows: number;
    readonly examples?: readonly string[];
  }[];
}

export interface TestOutcome {
  readonly total?: number;
  readonly passed?: number;
  readonly warned?: number;
  readonly failed?: number;
  readonly failures?: readonly string[];
}

export interface ModelOutcome {
  readonly name: string;
  readonly version: string;
  readonly champion?: boolean;
  readonly metrics?: readonly {
    readonly name: string;
    readonly value: string;
    readonly baseline?: string;
  }[];
}
