// DO NOT EDIT: made from crds/pipelines.yaml by "npm run generate -w crds".
import type { ObjectMeta, StoredObjectMeta } from '../object-meta.ts';

export interface Pipeline {
  readonly apiVersion: 'pipelines.gho-platform.dev/v1alpha1';
  readonly kind: 'Pipeline';
  readonly metadata: ObjectMeta;
  readonly spec: PipelineSpec;
  readonly status?: PipelineStatus;
}
/**
 * spec is what a run of this Pipeline does.
 */
export interface PipelineSpec {
  /**
   * description says for people what the Pipeline makes.
   */
  readonly description?: string;
  /**
   * parameters are what a run may choose. Nothing else of a run reaches a stage.
   */
  readonly parameters?: readonly PipelineSpecParameter[];
  readonly concurrency?: PipelineSpecConcurrency;
  readonly partition?: PipelineSpecPartition;
  readonly history?: PipelineSpecHistory;
  /**
   * stages run in this order, each only after the one before it succeeded. The first failure halts the run; stages that run Finally follow all the same.
   */
  readonly stages: readonly PipelineSpecStage[];
}
export interface PipelineSpecParameter {
  /**
   * name is how stages refer to it, as $(parameters.name).
   */
  readonly name: string;
  /**
   * type is what the value, always written as a string, must be. A Date is YYYY-MM-DD.
   */
  readonly type?: 'String' | 'Integer' | 'Boolean' | 'Date';
  /**
   * description says for people what the parameter changes.
   */
  readonly description?: string;
  /**
   * default is the value of a run that gives none. A parameter without default is required.
   */
  readonly default?: string;
  /**
   * allowed lists the only values that are accepted.
   */
  readonly allowed?: readonly string[];
  /**
   * pattern is a regular expression that the whole value of a String must match. Allowed are characters, classes, groups, alternatives, *, +, ? and {m,n}.
   */
  readonly pattern?: string;
  /**
   * minimum is the least accepted value of an Integer.
   */
  readonly minimum?: number;
  /**
   * maximum is the greatest accepted value of an Integer.
   */
  readonly maximum?: number;
}
/**
 * concurrency bounds how many runs of this Pipeline are under way. The others wait in a queue: those of higher priority first, then those that came first.
 */
export interface PipelineSpecConcurrency {
  /**
   * limit is how many runs may be under way at the same time.
   */
  readonly limit: number;
}
/**
 * partition says which part of the data a run makes. Two runs of one partition are never under way together, and a partition that was made is not made again unless a run forces it.
 */
export interface PipelineSpecPartition {
  /**
   * parameter whose value names the partition, such as the ingestion date.
   */
  readonly parameter: string;
}
/**
 * history says when runs that ended are removed, with their Jobs and pods. What absent fields would bound is kept for ever. A run that was removed and is applied again does not run again.
 */
export interface PipelineSpecHistory {
  /**
   * successfulRunsLimit is how many of the runs that succeeded are kept, the latest.
   */
  readonly successfulRunsLimit?: number;
  /**
   * failedRunsLimit is how many of the runs that failed or were cancelled are kept, the latest.
   */
  readonly failedRunsLimit?: number;
  /**
   * ttlSecondsAfterSuccess is how long a run that succeeded is kept, in seconds after its end.
   */
  readonly ttlSecondsAfterSuccess?: number;
  /**
   * ttlSecondsAfterFailure is how long a run that failed or was cancelled is kept, in seconds after its end.
   */
  readonly ttlSecondsAfterFailure?: number;
  /**
   * jobsTTLSecondsAfterSuccess is how long the Jobs of a run that succeeded are kept, with their pods and logs, in seconds after its end. The run stays.
   */
  readonly jobsTTLSecondsAfterSuccess?: number;
  /**
   * jobsTTLSecondsAfterFailure is how long the Jobs of a run that failed or was cancelled are kept, with their pods and logs, in seconds after its end. The run stays.
   */
  readonly jobsTTLSecondsAfterFailure?: number;
}
export interface PipelineSpecStage {
  /**
   * name identifies the stage in the status, in Job names and in $(stages.name.outputs.x).
   */
  readonly name: string;
  /**
   * description says for people what the stage makes.
   */
  readonly description?: string;
  /**
   * when the stage runs. OnSuccess, which is what absent means, after the stages before it succeeded. Finally after all others ended, however; such stages come last.
   */
  readonly when?: 'OnSuccess' | 'Finally';
  readonly approval?: PipelineSpecStageApproval;
  /**
   * image is the container image that does the stage's work. See docs/container-contract.md.
   */
  readonly image: string;
  /**
   * imagePullPolicy says when the kubelet pulls the image.
   */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /**
   * imagePullSecrets name the Secrets that hold registry credentials.
   */
  readonly imagePullSecrets?: readonly PipelineSpecStageImagePullSecret[];
  /**
   * command replaces the image's entrypoint. Nothing is substituted in it.
   */
  readonly command?: readonly string[];
  /**
   * args replace the image's arguments. Substitutions are allowed.
   */
  readonly args?: readonly string[];
  /**
   * env sets environment variables of the container. Substitutions are allowed in value.
   */
  readonly env?: readonly PipelineSpecStageEnv[];
  /**
   * envFrom sets one environment variable for each key of a Secret or ConfigMap of the same namespace.
   */
  readonly envFrom?: readonly PipelineSpecStageEnvFrom[];
  readonly resources?: PipelineSpecStageResources;
  /**
   * serviceAccountName is the identity of the stage's pods, for cloud access. Its Kubernetes token is not mounted. Absent means the namespace's default account.
   */
  readonly serviceAccountName?: string;
  /**
   * nodeSelector restricts the nodes to those with these labels.
   */
  readonly nodeSelector?: {
    readonly [k: string]: string;
  };
  /**
   * tolerations let the stage's pods run on nodes with matching taints.
   */
  readonly tolerations?: readonly PipelineSpecStageToleration[];
  /**
   * shards is the number of pods that share the stage's work, each with its own JOB_COMPLETION_INDEX.
   */
  readonly shards?: number;
  /**
   * parallelism is how many shards run at the same time. Absent means all.
   */
  readonly parallelism?: number;
  /**
   * timeoutSeconds bounds one attempt, from the start of its Job.
   */
  readonly timeoutSeconds?: number;
  /**
   * pendingTimeoutSeconds bounds how long an attempt waits for a node, an image, a Secret or a quota. Absent means for ever.
   */
  readonly pendingTimeoutSeconds?: number;
  /**
   * terminationGracePeriodSeconds is how long a pod may take to stop after SIGTERM.
   */
  readonly terminationGracePeriodSeconds?: number;
  readonly retry?: PipelineSpecStageRetry;
}
/**
 * approval makes the stage wait, before its first attempt, until somebody who may approved it.
 */
export interface PipelineSpecStageApproval {
  /**
   * message says for people what to look at before they decide.
   */
  readonly message?: string;
  /**
   * expiresAfterSeconds ends the run when nobody decided in this time. Absent means that it waits for ever.
   */
  readonly expiresAfterSeconds?: number;
}
export interface PipelineSpecStageImagePullSecret {
  /**
   * name of an object of the same namespace.
   */
  readonly name: string;
}
export interface PipelineSpecStageEnv {
  /**
   * name of the environment variable.
   */
  readonly name: string;
  /**
   * value may contain $(parameters.x), $(run.name), $(run.uid), $(run.namespace), $(stages.s.outputs.o), and in a stage that runs Finally $(run.outcome), $(run.reason) and $(run.failedStage).
   */
  readonly value?: string;
  readonly valueFrom?: PipelineSpecStageEnvValueFrom;
}
/**
 * valueFrom takes the value from a Secret or a ConfigMap of the same namespace.
 */
export interface PipelineSpecStageEnvValueFrom {
  readonly secretKeyRef?: PipelineSpecStageEnvValueFromSecretKeyRef;
  readonly configMapKeyRef?: PipelineSpecStageEnvValueFromConfigMapKeyRef;
}
/**
 * reference to one key of an object of the same namespace.
 */
export interface PipelineSpecStageEnvValueFromSecretKeyRef {
  /**
   * name of an object of the same namespace.
   */
  readonly name: string;
  /**
   * key within the object.
   */
  readonly key: string;
}
/**
 * reference to one key of an object of the same namespace.
 */
export interface PipelineSpecStageEnvValueFromConfigMapKeyRef {
  /**
   * name of an object of the same namespace.
   */
  readonly name: string;
  /**
   * key within the object.
   */
  readonly key: string;
}
export interface PipelineSpecStageEnvFrom {
  readonly secretRef?: PipelineSpecStageEnvFromSecretRef;
  readonly configMapRef?: PipelineSpecStageEnvFromConfigMapRef;
}
/**
 * reference to an object of the same namespace.
 */
export interface PipelineSpecStageEnvFromSecretRef {
  /**
   * name of an object of the same namespace.
   */
  readonly name: string;
}
/**
 * reference to an object of the same namespace.
 */
export interface PipelineSpecStageEnvFromConfigMapRef {
  /**
   * name of an object of the same namespace.
   */
  readonly name: string;
}
/**
 * resources that the container asks for (requests) and may use at most (limits).
 */
export interface PipelineSpecStageResources {
  /**
   * quantities by resource name, such as cpu, memory or nvidia.com/gpu.
   */
  readonly requests?: {
    readonly [k: string]: number | string;
  };
  /**
   * quantities by resource name, such as cpu, memory or nvidia.com/gpu.
   */
  readonly limits?: {
    readonly [k: string]: number | string;
  };
}
export interface PipelineSpecStageToleration {
  /**
   * key of the taint.
   */
  readonly key?: string;
  /**
   * operator relates key and value.
   */
  readonly operator?: 'Exists' | 'Equal';
  /**
   * value of the taint.
   */
  readonly value?: string;
  /**
   * effect of the taint.
   */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /**
   * tolerationSeconds is how long a NoExecute taint is tolerated.
   */
  readonly tolerationSeconds?: number;
}
/**
 * retry says what happens after a failed attempt. Exit codes 65 (data) and 78 (configuration) are never retried; evictions and lost nodes are free of charge.
 */
export interface PipelineSpecStageRetry {
  /**
   * limit is how many attempts may follow the first.
   */
  readonly limit?: number;
  /**
   * backoffSeconds is the wait before the second attempt.
   */
  readonly backoffSeconds?: number;
  /**
   * factor multiplies the wait after each further failure.
   */
  readonly factor?: number;
  /**
   * maxBackoffSeconds is the longest wait.
   */
  readonly maxBackoffSeconds?: number;
  /**
   * jitterPercent lengthens each wait by a part of it, up to this, so that runs do not retry in step. Absent means 10.
   */
  readonly jitterPercent?: number;
  /**
   * interruptionLimit is how many evictions, lost nodes and lost Jobs are free of charge. Absent means 5.
   */
  readonly interruptionLimit?: number;
  readonly outOfMemory?: PipelineSpecStageRetryOutOfMemory;
}
/**
 * outOfMemory gives an attempt more memory than the one before it that ran out of it.
 */
export interface PipelineSpecStageRetryOutOfMemory {
  /**
   * increasePercent is how much more memory the next attempt asks for and may use.
   */
  readonly increasePercent?: number;
  /**
   * maximum is the most that an attempt gets, such as 8Gi.
   */
  readonly maximum: string;
}
/**
 * status is the operator's ledger of the runs of a Pipeline with concurrency, partition or history. One write decides who may start, so two operators cannot both let a run in.
 */
export interface PipelineStatus {
  /**
   * activeRuns is how many runs are under way.
   */
  readonly activeRuns?: number;
  /**
   * active runs, which may start or have started. Each keeps its place until nothing of it works any more.
   */
  readonly active?: readonly PipelineStatusActive[];
  /**
   * ended runs that are remembered, the latest thousand, oldest first: those that made a partition, and those that history removed.
   */
  readonly ended?: readonly PipelineStatusEnded[];
}
export interface PipelineStatusActive {
  /**
   * run is the name of a PipelineRun.
   */
  readonly run: string;
  /**
   * uid of that PipelineRun.
   */
  readonly uid: string;
  /**
   * partition that the run makes.
   */
  readonly partition?: string;
  /**
   * since is when the run was let in.
   */
  readonly since: string;
}
export interface PipelineStatusEnded {
  /**
   * run is the name of a PipelineRun.
   */
  readonly run: string;
  /**
   * uid of that PipelineRun.
   */
  readonly uid: string;
  /**
   * partition that the run makes.
   */
  readonly partition?: string;
  /**
   * outcome of the run.
   */
  readonly outcome: 'Succeeded' | 'Failed';
  /**
   * finishedAt is when it ended.
   */
  readonly finishedAt: string;
  /**
   * removed is true for a run that history removed.
   */
  readonly removed?: boolean;
}

// As stored: properties with a default are always there.

export interface StoredPipeline {
  readonly apiVersion: 'pipelines.gho-platform.dev/v1alpha1';
  readonly kind: 'Pipeline';
  readonly metadata: StoredObjectMeta;
  readonly spec: StoredPipelineSpec;
  /**
   * status is the operator's ledger of the runs of a Pipeline with concurrency, partition or history. One write decides who may start, so two operators cannot both let a run in.
   */
  readonly status?: PipelineStatus;
}
/**
 * spec is what a run of this Pipeline does.
 */
export interface StoredPipelineSpec {
  /**
   * description says for people what the Pipeline makes.
   */
  readonly description?: string;
  /**
   * parameters are what a run may choose. Nothing else of a run reaches a stage.
   */
  readonly parameters?: readonly StoredPipelineSpecParameter[];
  /**
   * concurrency bounds how many runs of this Pipeline are under way. The others wait in a queue: those of higher priority first, then those that came first.
   */
  readonly concurrency?: PipelineSpecConcurrency;
  /**
   * partition says which part of the data a run makes. Two runs of one partition are never under way together, and a partition that was made is not made again unless a run forces it.
   */
  readonly partition?: PipelineSpecPartition;
  /**
   * history says when runs that ended are removed, with their Jobs and pods. What absent fields would bound is kept for ever. A run that was removed and is applied again does not run again.
   */
  readonly history?: PipelineSpecHistory;
  /**
   * stages run in this order, each only after the one before it succeeded. The first failure halts the run; stages that run Finally follow all the same.
   */
  readonly stages: readonly StoredPipelineSpecStage[];
}
export interface StoredPipelineSpecParameter {
  /**
   * name is how stages refer to it, as $(parameters.name).
   */
  readonly name: string;
  /**
   * type is what the value, always written as a string, must be. A Date is YYYY-MM-DD.
   */
  readonly type: 'String' | 'Integer' | 'Boolean' | 'Date';
  /**
   * description says for people what the parameter changes.
   */
  readonly description?: string;
  /**
   * default is the value of a run that gives none. A parameter without default is required.
   */
  readonly default?: string;
  /**
   * allowed lists the only values that are accepted.
   */
  readonly allowed?: readonly string[];
  /**
   * pattern is a regular expression that the whole value of a String must match. Allowed are characters, classes, groups, alternatives, *, +, ? and {m,n}.
   */
  readonly pattern?: string;
  /**
   * minimum is the least accepted value of an Integer.
   */
  readonly minimum?: number;
  /**
   * maximum is the greatest accepted value of an Integer.
   */
  readonly maximum?: number;
}
export interface StoredPipelineSpecStage {
  /**
   * name identifies the stage in the status, in Job names and in $(stages.name.outputs.x).
   */
  readonly name: string;
  /**
   * description says for people what the stage makes.
   */
  readonly description?: string;
  /**
   * when the stage runs. OnSuccess, which is what absent means, after the stages before it succeeded. Finally after all others ended, however; such stages come last.
   */
  readonly when?: 'OnSuccess' | 'Finally';
  /**
   * approval makes the stage wait, before its first attempt, until somebody who may approved it.
   */
  readonly approval?: PipelineSpecStageApproval;
  /**
   * image is the container image that does the stage's work. See docs/container-contract.md.
   */
  readonly image: string;
  /**
   * imagePullPolicy says when the kubelet pulls the image.
   */
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  /**
   * imagePullSecrets name the Secrets that hold registry credentials.
   */
  readonly imagePullSecrets?: readonly PipelineSpecStageImagePullSecret[];
  /**
   * command replaces the image's entrypoint. Nothing is substituted in it.
   */
  readonly command?: readonly string[];
  /**
   * args replace the image's arguments. Substitutions are allowed.
   */
  readonly args?: readonly string[];
  /**
   * env sets environment variables of the container. Substitutions are allowed in value.
   */
  readonly env?: readonly PipelineSpecStageEnv[];
  /**
   * envFrom sets one environment variable for each key of a Secret or ConfigMap of the same namespace.
   */
  readonly envFrom?: readonly PipelineSpecStageEnvFrom[];
  /**
   * resources that the container asks for (requests) and may use at most (limits).
   */
  readonly resources?: PipelineSpecStageResources;
  /**
   * serviceAccountName is the identity of the stage's pods, for cloud access. Its Kubernetes token is not mounted. Absent means the namespace's default account.
   */
  readonly serviceAccountName?: string;
  /**
   * nodeSelector restricts the nodes to those with these labels.
   */
  readonly nodeSelector?: {
    readonly [k: string]: string;
  };
  /**
   * tolerations let the stage's pods run on nodes with matching taints.
   */
  readonly tolerations?: readonly PipelineSpecStageToleration[];
  /**
   * shards is the number of pods that share the stage's work, each with its own JOB_COMPLETION_INDEX.
   */
  readonly shards: number;
  /**
   * parallelism is how many shards run at the same time. Absent means all.
   */
  readonly parallelism?: number;
  /**
   * timeoutSeconds bounds one attempt, from the start of its Job.
   */
  readonly timeoutSeconds?: number;
  /**
   * pendingTimeoutSeconds bounds how long an attempt waits for a node, an image, a Secret or a quota. Absent means for ever.
   */
  readonly pendingTimeoutSeconds?: number;
  /**
   * terminationGracePeriodSeconds is how long a pod may take to stop after SIGTERM.
   */
  readonly terminationGracePeriodSeconds: number;
  readonly retry: StoredPipelineSpecStageRetry;
}
/**
 * retry says what happens after a failed attempt. Exit codes 65 (data) and 78 (configuration) are never retried; evictions and lost nodes are free of charge.
 */
export interface StoredPipelineSpecStageRetry {
  /**
   * limit is how many attempts may follow the first.
   */
  readonly limit: number;
  /**
   * backoffSeconds is the wait before the second attempt.
   */
  readonly backoffSeconds: number;
  /**
   * factor multiplies the wait after each further failure.
   */
  readonly factor: number;
  /**
   * maxBackoffSeconds is the longest wait.
   */
  readonly maxBackoffSeconds: number;
  /**
   * jitterPercent lengthens each wait by a part of it, up to this, so that runs do not retry in step. Absent means 10.
   */
  readonly jitterPercent?: number;
  /**
   * interruptionLimit is how many evictions, lost nodes and lost Jobs are free of charge. Absent means 5.
   */
  readonly interruptionLimit?: number;
  readonly outOfMemory?: StoredPipelineSpecStageRetryOutOfMemory;
}
/**
 * outOfMemory gives an attempt more memory than the one before it that ran out of it.
 */
export interface StoredPipelineSpecStageRetryOutOfMemory {
  /**
   * increasePercent is how much more memory the next attempt asks for and may use.
   */
  readonly increasePercent: number;
  /**
   * maximum is the most that an attempt gets, such as 8Gi.
   */
  readonly maximum: string;
}
