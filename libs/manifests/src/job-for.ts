import { apiVersion, jobFinalizer, labels, stageContainer } from '@gho-platform/api';
import type { StoredPipelineRun, StoredPipelineSpecStage } from '@gho-platform/api';
import type { Action } from '@gho-platform/run-core';
import type { V1Job, V1JobSpec, V1ObjectMeta } from '@kubernetes/client-node';
import { podTemplate } from './pod-template.ts';

export type CreateJob = Extract<Action, { verb: 'createJob' }>;

export interface JobInput {
  readonly run: StoredPipelineRun;
  /** The stage as the frozen Pipeline says. */
  readonly stage: StoredPipelineSpecStage;
  /** The decision: name, attempt, and the values that were substituted. */
  readonly action: CreateJob;
}

/**
 * jobFor renders the Job of one attempt. The Job tries once (the operator owns attempts), replaces
 * pods that were evicted or whose node was lost, and never runs two pods of a shard at a time.
 */
export function jobFor(input: JobInput): V1Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: jobMetadata(input),
    spec: jobSpec(input),
  };
}

/** Labels of the Job and of its pods. */
export function childLabels({ run, stage, action }: JobInput): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'gho-platform',
    'app.kubernetes.io/component': stage.name,
    [labels.run]: run.metadata.name,
    [labels.runUid]: run.metadata.uid,
    [labels.pipeline]: run.spec.pipelineRef.name,
    [labels.stage]: stage.name,
    [labels.attempt]: String(action.attempt),
  };
}

function jobMetadata(input: JobInput): V1ObjectMeta {
  const { metadata } = input.run;
  return {
    name: input.action.name,
    namespace: metadata.namespace,
    labels: childLabels(input),
    annotations: { 'kubectl.kubernetes.io/default-container': stageContainer },
    finalizers: [jobFinalizer],
    ownerReferences: [
      {
        apiVersion,
        kind: 'PipelineRun',
        name: metadata.name,
        uid: metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  };
}

function jobSpec(input: JobInput): V1JobSpec {
  const { shards, parallelism, timeoutSeconds } = input.stage;
  const indexed = shards > 1;
  return {
    backoffLimit: 0,
    completions: shards,
    parallelism: Math.min(parallelism ?? shards, shards),
    completionMode: indexed ? 'Indexed' : 'NonIndexed',
    // A pod that somebody else ended (eviction, drain, preemption, lost node) is not a failure.
    podFailurePolicy: {
      rules: [
        {
          action: 'Ignore',
          onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
        },
      ],
    },
    // Only replace a pod that has ended: two pods must never write at the same time.
    podReplacementPolicy: 'Failed',
    ...(timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: timeoutSeconds }),
    template: podTemplate(input),
  };
}
