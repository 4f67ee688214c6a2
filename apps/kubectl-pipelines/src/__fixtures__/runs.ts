import type {
  PipelineRunStatus,
  PipelineRunStatusStage,
  StoredPipelineRun,
} from '@gho-platform/api';

/** 10:00:00 of the day that the runs of these specs were made; `at(5)` is five seconds later. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 5, 1, 10, 0, seconds)).toISOString().replace('.000Z', 'Z');
}

export const nowMs = Date.parse(at(100));

export function run(status?: PipelineRunStatus, name = 'le-x7k2p'): StoredPipelineRun {
  return {
    apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
    kind: 'PipelineRun',
    metadata: {
      name,
      namespace: 'demo',
      uid: `uid-of-${name}`,
      resourceVersion: '10',
      generation: 1,
      creationTimestamp: at(0),
    },
    spec: { pipelineRef: { name: 'le' }, suspend: false },
    ...(status === undefined ? {} : { status }),
  };
}

export function condition(
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message = '',
): NonNullable<PipelineRunStatus['conditions']>[number] {
  return { type: 'Succeeded', status, reason, message, lastTransitionTime: at(0) };
}

/** A run under way, with these stages. */
export function underWay(
  stages: readonly PipelineRunStatusStage[],
  more: Partial<PipelineRunStatus> = {},
): StoredPipelineRun {
  return run({
    conditions: [condition('Unknown', 'Running')],
    startedAt: at(1),
    stages,
    ...more,
  });
}

export function attempt(
  stage: string,
  number: number,
  state: 'Running' | 'Succeeded' | 'Failed',
): NonNullable<PipelineRunStatusStage['attempts']>[number] {
  return {
    number,
    state,
    jobName: `le-x7k2p-${stage}-${number}`,
    startedAt: at(number * 10),
    ...(state === 'Running' ? {} : { finishedAt: at(number * 10 + 5) }),
    ...(state === 'Failed' ? { reason: 'StageCrashed', exitCode: 1, message: 'no luck' } : {}),
  };
}
