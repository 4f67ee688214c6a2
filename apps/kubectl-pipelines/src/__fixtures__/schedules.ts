import type { PipelineScheduleStatus, StoredPipelineSchedule } from '@gho-platform/api';
import { at } from './runs.ts';

/** Every hour, with the date of the tick as a parameter. */
export function schedule(
  spec: Partial<StoredPipelineSchedule['spec']> = {},
  status?: PipelineScheduleStatus,
  name = 'nightly',
): StoredPipelineSchedule {
  return {
    apiVersion: 'pipelines.gho-platform.dev/v1alpha1',
    kind: 'PipelineSchedule',
    metadata: {
      name,
      namespace: 'demo',
      uid: `uid-of-${name}`,
      resourceVersion: '10',
      generation: 1,
      creationTimestamp: at(0),
    },
    spec: {
      pipelineRef: { name: 'le' },
      cron: ['0 * * * *'],
      timeZone: 'UTC',
      concurrencyPolicy: 'Replace',
      missedRunPolicy: 'All',
      maxCatchUp: 10,
      spreadSeconds: 60,
      suspend: false,
      successfulRunsHistoryLimit: 10,
      failedRunsHistoryLimit: 5,
      parameters: [{ name: 'day', fromTick: { format: 'Date' } }],
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}

/** The condition Ready of a schedule. */
export function ready(
  status: 'True' | 'False',
  reason: string,
): Pick<PipelineScheduleStatus, 'conditions'> {
  const lastTransitionTime = at(0);
  return { conditions: [{ type: 'Ready', status, reason, message: 'm', lastTransitionTime }] };
}
