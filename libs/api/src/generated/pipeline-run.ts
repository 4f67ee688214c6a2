// DO NOT EDIT: made from crds/pipelineruns.yaml by "npm run generate -w crds".
import type { ObjectMeta, StoredObjectMeta } from '../object-meta.ts';

export interface PipelineRun {
  readonly apiVersion: 'pipelines.gho-platform.dev/v1alpha1';
  readonly kind: 'PipelineRun';
  readonly metadata: ObjectMeta;
  readonly spec: PipelineRunSpec;
  readonly status?: PipelineRunStatus;
}
/**
 * spec is what to execute. Only approvals, cancel, priority and suspend may change after creation.
 */
export interface PipelineRunSpec {
  readonly pipelineRef: PipelineRunSpecPipelineRef;
  /**
   * parameters give values to the Pipeline's parameters.
   */
  readonly parameters?: readonly PipelineRunSpecParameter[];
  readonly resumeFrom?: PipelineRunSpecResumeFrom;
  /**
   * approvals are decisions about stages that wait for one. An admission policy sees to it that each is of the user who is named in it, and that this user may approve.
   */
  readonly approvals?: readonly PipelineRunSpecApproval[];
  /**
   * mode Execute, which is what absent means, runs the stages. Plan creates nothing: it checks the run against the cluster and reports in the status what would run, be taken over or wait, and why.
   */
  readonly mode?: 'Execute' | 'Plan';
  /**
   * priority puts the run before those of lower priority in the queue of its Pipeline. Absent means 0.
   */
  readonly priority?: number;
  /**
   * force makes a partition again that was made already, and runs again what history removed.
   */
  readonly force?: boolean;
  /**
   * suspend stops the running attempt and starts nothing until it is false again. A suspended attempt does not count as failed.
   */
  readonly suspend?: boolean;
  /**
   * cancel ends the run. Graceful gives its pods SIGTERM and their grace period, then runs the stages that run Finally. Immediate gives them one second and runs nothing more.
   */
  readonly cancel?: 'Graceful' | 'Immediate';
  /**
   * timeoutSeconds bounds the whole run, from its start, suspended time included.
   */
  readonly timeoutSeconds?: number;
  /**
   * pendingTimeoutSeconds bounds how long the run waits before it starts, from its creation. Absent means for ever.
   */
  readonly pendingTimeoutSeconds?: number;
}
/**
 * pipelineRef names the Pipeline, of the same namespace, to execute.
 */
export interface PipelineRunSpecPipelineRef {
  /**
   * name of the Pipeline.
   */
  readonly name: string;
}
export interface PipelineRunSpecParameter {
  /**
   * name of a parameter that the Pipeline declares.
   */
  readonly name: string;
  /**
   * value, always a string, checked against the parameter's type.
   */
  readonly value: string;
}
/**
 * resumeFrom names a run of the same Pipeline that ended without success. Stages that succeeded there are taken over, unless their definition or their input changed; the rest runs.
 */
export interface PipelineRunSpecResumeFrom {
  /**
   * name of the PipelineRun.
   */
  readonly name: string;
}
export interface PipelineRunSpecApproval {
  /**
   * stage that the decision is about.
   */
  readonly stage: string;
  /**
   * decision lets the stage start, or ends the run.
   */
  readonly decision: 'Approved' | 'Refused';
  /**
   * by is the name of the authenticated user who decides, as `kubectl auth whoami` shows it.
   */
  readonly by: string;
  /**
   * reason says for people why.
   */
  readonly reason?: string;
}
/**
 * status is what the operator observed and decided.
 */
export interface PipelineRunStatus {
  /**
   * conditions. Succeeded is the summary: Unknown while the run is active, then True or False for good. Reconciling and Stalled serve kstatus.
   */
  readonly conditions?: readonly PipelineRunStatusCondition[];
  /**
   * observedGeneration is the metadata.generation that this status speaks of.
   */
  readonly observedGeneration?: number;
  /**
   * pipelineRevision names the ControllerRevision that holds the frozen Pipeline.
   */
  readonly pipelineRevision?: string;
  /**
   * parameters are the values in force, defaults included.
   */
  readonly parameters?: readonly PipelineRunStatusParameter[];
  /**
   * partition that the run makes, where its Pipeline has partitions.
   */
  readonly partition?: string;
  readonly resumedFrom?: PipelineRunStatusResumedFrom;
  /**
   * startedAt is when the operator accepted the run.
   */
  readonly startedAt?: string;
  /**
   * finishedAt is when the run reached its end.
   */
  readonly finishedAt?: string;
  /**
   * currentStage is the stage that runs, waits, or halted the run; the last one after success.
   */
  readonly currentStage?: string;
  /**
   * progress is succeeded stages of all stages, such as 2/4. Those that run Finally are not counted.
   */
  readonly progress?: string;
  readonly waiting?: PipelineRunStatusWaiting;
  readonly results?: PipelineRunStatusResults;
  /**
   * stages in their order.
   */
  readonly stages?: readonly PipelineRunStatusStage[];
}
export interface PipelineRunStatusCondition {
  /**
   * type of the condition.
   */
  readonly type: 'Succeeded' | 'Reconciling' | 'Stalled';
  /**
   * status of the condition.
   */
  readonly status: 'True' | 'False' | 'Unknown';
  /**
   * reason is a CamelCase word for machines.
   */
  readonly reason: string;
  /**
   * message is for people.
   */
  readonly message: string;
  /**
   * lastTransitionTime is when status last changed.
   */
  readonly lastTransitionTime: string;
  /**
   * observedGeneration is the metadata.generation that the condition speaks of.
   */
  readonly observedGeneration?: number;
}
export interface PipelineRunStatusParameter {
  /**
   * name of the parameter.
   */
  readonly name: string;
  /**
   * value of the parameter.
   */
  readonly value: string;
}
/**
 * resumedFrom is the run whose finished stages were taken over.
 */
export interface PipelineRunStatusResumedFrom {
  /**
   * name of that run.
   */
  readonly name: string;
  /**
   * uid of that run.
   */
  readonly uid: string;
  /**
   * stage is the first that was not taken over.
   */
  readonly stage?: string;
  /**
   * message says for people why it was not.
   */
  readonly message: string;
}
/**
 * waiting says why nothing runs. Absent when something does.
 */
export interface PipelineRunStatusWaiting {
  /**
   * reason is what the run waits for.
   */
  reason:
    | 'PipelineNotFound'
    | 'ConcurrencyLimit'
    | 'Partition'
    | 'RetryBackoff'
    | 'Suspended'
    | 'Approval'
    | 'Unschedulable'
    | 'ImagePull'
    | 'ContainerConfig'
    | 'Quota'
    | 'Stopping';
  /**
   * on is the object that it waits for.
   */
  readonly on?: string;
  /**
   * since is when the wait began.
   */
  readonly since: string;
  /**
   * until is when the wait ends by itself.
   */
  readonly until?: string;
  /**
   * position in the queue of the Pipeline, from 1. In a queue of more than three it may lag behind.
   */
  readonly position?: number;
  /**
   * positionAt is when that was the position.
   */
  readonly positionAt?: string;
  /**
   * message says for people what is missing and what to do.
   */
  readonly message: string;
}
/**
 * results are the run's figures that are worth a column.
 */
export interface PipelineRunStatusResults {
  /**
   * rowsIngested counts the rows that the first stage with rows wrote.
   */
  readonly rowsIngested?: number;
  /**
   * rowsLoaded counts the rows in force after the last stage with rows and a quality report.
   */
  readonly rowsLoaded?: number;
  /**
   * rowsRejected counts the rows that were quarantined.
   */
  readonly rowsRejected?: number;
  /**
   * quality is passed checks of all checks, such as 17/18.
   */
  readonly quality?: string;
  /**
   * tests is passed dbt tests of all tests, such as 31/31.
   */
  readonly tests?: string;
  /**
   * model is the registered model and its version, such as life-expectancy/3.
   */
  readonly model?: string;
}
export interface PipelineRunStatusStage {
  /**
   * name of the stage.
   */
  readonly name: string;
  /**
   * state of the stage. Retrying waits for the next attempt; Stopping waits for pods to end; Planned would run, had the run not been of mode Plan.
   */
  state:
    | 'Pending'
    | 'Running'
    | 'Retrying'
    | 'Stopping'
    | 'Succeeded'
    | 'Failed'
    | 'Cancelled'
    | 'TimedOut'
    | 'Skipped'
    | 'Planned';
  /**
   * when is Finally for a stage that runs after all others ended, however.
   */
  readonly when?: 'Finally';
  readonly approval?: PipelineRunStatusStageApproval;
  /**
   * inheritedFrom names the run in which the stage succeeded, where that was another one.
   */
  readonly inheritedFrom?: string;
  /**
   * reason is a CamelCase word why the stage is in this state.
   */
  readonly reason?: string;
  /**
   * message says for people why the stage is in this state.
   */
  readonly message?: string;
  /**
   * startedAt is when the first attempt was decided.
   */
  readonly startedAt?: string;
  /**
   * finishedAt is when the outcome was certain.
   */
  readonly finishedAt?: string;
  /**
   * nextAttemptAt is when a retrying stage starts again.
   */
  readonly nextAttemptAt?: string;
  readonly shards?: PipelineRunStatusStageShards;
  /**
   * failures counts attempts that failed; retry.limit bounds them.
   */
  readonly failures?: number;
  /**
   * interruptions counts evictions, lost nodes and lost Jobs. They do not count against retry.limit; after more than five the stage fails.
   */
  readonly interruptions?: number;
  /**
   * attempts, the latest twelve, oldest first.
   */
  readonly attempts?: readonly PipelineRunStatusStageAttempt[];
  /**
   * outputs that later stages may refer to.
   */
  readonly outputs?: readonly PipelineRunStatusStageOutput[];
  readonly rows?: PipelineRunStatusStageRows;
  readonly quality?: PipelineRunStatusStageQuality;
  readonly tests?: PipelineRunStatusStageTests;
  readonly model?: PipelineRunStatusStageModel;
}
/**
 * approval that the stage waits or waited for.
 */
export interface PipelineRunStatusStageApproval {
  /**
   * requestedAt is when the stage was ready to start but for the approval.
   */
  readonly requestedAt: string;
  /**
   * decision that was taken; absent while the stage waits for it.
   */
  readonly decision?: 'Approved' | 'Refused' | 'Expired';
  /**
   * by is who took it.
   */
  readonly by?: string;
  /**
   * reason that they gave.
   */
  readonly reason?: string;
  /**
   * decidedAt is when the operator took note of it.
   */
  readonly decidedAt?: string;
}
/**
 * shards counts the pods of a stage with more than one shard.
 */
export interface PipelineRunStatusStageShards {
  /**
   * total number of shards.
   */
  readonly total: number;
  /**
   * succeeded shards of the current attempt.
   */
  readonly succeeded: number;
}
export interface PipelineRunStatusStageAttempt {
  /**
   * number counts from 1.
   */
  readonly number: number;
  /**
   * jobName names the attempt's Job.
   */
  readonly jobName: string;
  /**
   * jobUID is the uid of that Job, from when the attempt ended or the Job may go without that.
   */
  readonly jobUID?: string;
  /**
   * state of the attempt. Interrupted attempts do not count against retry.limit.
   */
  readonly state: 'Running' | 'Stopping' | 'Succeeded' | 'Failed' | 'Interrupted';
  /**
   * reason is a CamelCase word why the attempt ended.
   */
  readonly reason?: string;
  /**
   * message says for people why the attempt ended.
   */
  readonly message?: string;
  /**
   * lostPodAt is when the newest pod that was evicted or lost, and that the Job replaced, had been created.
   */
  readonly lostPodAt?: string;
  /**
   * failureClass is what kind of failure ended the attempt; what may be retried follows from it.
   */
  readonly failureClass?: 'Data' | 'Configuration' | 'Stage' | 'OutOfMemory' | 'Timeout' | 'Infrastructure';
  /**
   * memory that the attempt asks for and may use, where it is more than the Pipeline says, because an earlier attempt ran out of it.
   */
  readonly memory?: string;
  /**
   * exitCode of the container that decided the attempt.
   */
  readonly exitCode?: number;
  /**
   * startedAt is when the attempt was decided.
   */
  readonly startedAt?: string;
  /**
   * finishedAt is when its outcome was certain.
   */
  readonly finishedAt?: string;
}
export interface PipelineRunStatusStageOutput {
  /**
   * name of the output.
   */
  readonly name: string;
  /**
   * value of the output. Where shards differ it is a JSON array in shard order.
   */
  readonly value: string;
}
/**
 * rows that the stage handled.
 */
export interface PipelineRunStatusStageRows {
  /**
   * count of rows.
   */
  readonly read?: number;
  /**
   * count of rows.
   */
  readonly written?: number;
  /**
   * count of rows.
   */
  readonly rejected?: number;
  /**
   * count of rows.
   */
  readonly unchanged?: number;
}
/**
 * quality is the outcome of the stage's data-quality contract.
 */
export interface PipelineRunStatusStageQuality {
  /**
   * count of rows.
   */
  readonly checks?: number;
  /**
   * count of rows.
   */
  readonly passed?: number;
  /**
   * count of rows.
   */
  readonly warned?: number;
  /**
   * count of rows.
   */
  readonly failed?: number;
  /**
   * worst checks, at most five, with examples.
   */
  readonly worst?: readonly PipelineRunStatusStageQualityWorst[];
}
export interface PipelineRunStatusStageQualityWorst {
  /**
   * check is its name in the contract.
   */
  readonly check: string;
  /**
   * severity in the contract.
   */
  readonly severity?: string;
  /**
   * outcome of the check.
   */
  readonly outcome: string;
  /**
   * count of rows.
   */
  readonly rows: number;
  /**
   * examples of rows that failed it.
   */
  readonly examples?: readonly string[];
}
/**
 * tests is the outcome of the stage's dbt tests.
 */
export interface PipelineRunStatusStageTests {
  /**
   * count of rows.
   */
  readonly total?: number;
  /**
   * count of rows.
   */
  readonly passed?: number;
  /**
   * count of rows.
   */
  readonly warned?: number;
  /**
   * count of rows.
   */
  readonly failed?: number;
  /**
   * failures names the tests that failed, at most five.
   */
  readonly failures?: readonly string[];
}
/**
 * model that the stage registered.
 */
export interface PipelineRunStatusStageModel {
  /**
   * name of the registered model.
   */
  readonly name: string;
  /**
   * version of the registered model.
   */
  readonly version: string;
  /**
   * champion says whether the champion alias points at this version.
   */
  readonly champion?: boolean;
  /**
   * metrics on the holdout, beside the baseline.
   */
  readonly metrics?: readonly PipelineRunStatusStageModelMetric[];
}
export interface PipelineRunStatusStageModelMetric {
  /**
   * name of the metric.
   */
  readonly name: string;
  /**
   * value as a decimal number.
   */
  readonly value: string;
  /**
   * baseline is the value of the naive model.
   */
  readonly baseline?: string;
}

// As stored: properties with a default are always there.

export interface StoredPipelineRun {
  readonly apiVersion: 'pipelines.gho-platform.dev/v1alpha1';
  readonly kind: 'PipelineRun';
  readonly metadata: StoredObjectMeta;
  readonly spec: StoredPipelineRunSpec;
  /**
   * status is what the operator observed and decided.
   */
  readonly status?: PipelineRunStatus;
}
/**
 * spec is what to execute. Only approvals, cancel, priority and suspend may change after creation.
 */
export interface StoredPipelineRunSpec {
  /**
   * pipelineRef names the Pipeline, of the same namespace, to execute.
   */
  readonly pipelineRef: PipelineRunSpecPipelineRef;
  /**
   * parameters give values to the Pipeline's parameters.
   */
  readonly parameters?: readonly PipelineRunSpecParameter[];
  /**
   * resumeFrom names a run of the same Pipeline that ended without success. Stages that succeeded there are taken over, unless their definition or their input changed; the rest runs.
   */
  readonly resumeFrom?: PipelineRunSpecResumeFrom;
  /**
   * approvals are decisions about stages that wait for one. An admission policy sees to it that each is of the user who is named in it, and that this user may approve.
   */
  readonly approvals?: readonly PipelineRunSpecApproval[];
  /**
   * mode Execute, which is what absent means, runs the stages. Plan creates nothing: it checks the run against the cluster and reports in the status what would run, be taken over or wait, and why.
   */
  readonly mode?: 'Execute' | 'Plan';
  /**
   * priority puts the run before those of lower priority in the queue of its Pipeline. Absent means 0.
   */
  readonly priority?: number;
  /**
   * force makes a partition again that was made already, and runs again what history removed.
   */
  readonly force?: boolean;
  /**
   * suspend stops the running attempt and starts nothing until it is false again. A suspended attempt does not count as failed.
   */
  readonly suspend: boolean;
  /**
   * cancel ends the run. Graceful gives its pods SIGTERM and their grace period, then runs the stages that run Finally. Immediate gives them one second and runs nothing more.
   */
  readonly cancel?: 'Graceful' | 'Immediate';
  /**
   * timeoutSeconds bounds the whole run, from its start, suspended time included.
   */
  readonly timeoutSeconds?: number;
  /**
   * pendingTimeoutSeconds bounds how long the run waits before it starts, from its creation. Absent means for ever.
   */
  readonly pendingTimeoutSeconds?: number;
}
