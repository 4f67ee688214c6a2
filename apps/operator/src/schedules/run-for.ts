import type { PipelineRun, StoredPipelineSchedule } from '@gho-platform/api';
import { annotations, apiVersion, labels } from '@gho-platform/api';
import type { ScheduleAction } from '@gho-platform/schedule-core';

export type CreateRun = Extract<ScheduleAction, { verb: 'createRun' }>;

/** The run of a tick. It belongs to its schedule and goes with it. */
export function runFor(schedule: StoredPipelineSchedule, action: CreateRun): PipelineRun {
  const { name, namespace, uid } = schedule.metadata;
  const { pipelineRef, timeoutSeconds } = schedule.spec;
  const { parameters, tick } = action;
  return {
    apiVersion,
    kind: 'PipelineRun',
    metadata: {
      name: action.name,
      namespace,
      labels: { [labels.schedule]: name, [labels.scheduleUid]: uid },
      annotations: { [annotations.tick]: tick },
      ownerReferences: [
        {
          apiVersion,
          kind: 'PipelineSchedule',
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      pipelineRef: { name: pipelineRef.name },
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    },
  };
}
