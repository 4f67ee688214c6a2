/** Reasons of the condition Succeeded of a PipelineRun. Each names who has to act. */
export const runReasons = {
  /** Unknown: accepted, no stage has started. */
  pending: 'Pending',
  /** Unknown: a stage runs or the next one is about to. */
  running: 'Running',
  /** Unknown: spec.suspend is true. */
  suspended: 'Suspended',
  /** Unknown: a stage waits until somebody approves it. */
  awaitingApproval: 'AwaitingApproval',
  /** Unknown: a failed attempt is followed by another one. */
  retrying: 'Retrying',
  /** Unknown: the run ends as soon as its pods did. */
  stopping: 'Stopping',
  /** Unknown: the outcome is certain, and stages that run Finally are under way. */
  finishing: 'Finishing',
  /** Unknown: the Pipeline does not exist; the run starts when it does. */
  pipelineNotFound: 'PipelineNotFound',
  /** Unknown: the run waits for its turn among the runs of its Pipeline. */
  queued: 'Queued',
  /** True: every stage succeeded. */
  succeeded: 'Succeeded',
  /** True or False, as the earlier run: what this run would make was made, or history removed it. */
  alreadyDone: 'AlreadyDone',
  /** True: a run of mode Plan found nothing that would keep it from running. */
  planned: 'Planned',
  /** False: spec.cancel ended it. */
  cancelled: 'Cancelled',
  /** False: spec.timeoutSeconds ended it. */
  timedOut: 'RunTimedOut',
  /** False: a stage ran longer than its timeoutSeconds. */
  stageTimedOut: 'StageTimedOut',
  /** False: somebody refused the approval that a stage waited for. */
  approvalRefused: 'ApprovalRefused',
  /** False: nobody decided about a stage in time. */
  approvalExpired: 'ApprovalExpired',
  /** False: the run, or an attempt, waited longer than its pendingTimeoutSeconds. */
  pendingTimedOut: 'PendingTimedOut',
  /** False: a stage failed and its retries are used up. */
  stageFailed: 'StageFailed',
  /** False: the data failed its quality contract. */
  dataQualityFailed: 'DataQualityFailed',
  /** False: tests on the built data were red; nothing was published. */
  dataTestsFailed: 'DataTestsFailed',
  /** False: a stage refused its configuration (exit code 78). */
  invalidConfiguration: 'InvalidConfiguration',
  /** False: parameters do not fit the Pipeline. */
  invalidParameters: 'InvalidParameters',
  /** False: the run that spec.resumeFrom names cannot be resumed. */
  invalidResume: 'InvalidResume',
  /** False: the Pipeline refers to something that does not exist in it. */
  invalidPipeline: 'InvalidPipeline',
  /** False: a Job of somebody else has a name that this run needs. */
  nameConflict: 'NameConflict',
  /** False: the frozen Pipeline of the run was deleted by hand. */
  revisionLost: 'RevisionLost',
} as const;

export type RunReason = (typeof runReasons)[keyof typeof runReasons];
