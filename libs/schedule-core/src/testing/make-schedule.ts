import { apiVersion } from '@gho-platform/api';
import type { PipelineScheduleStatus, StoredPipelineSchedule } from '@gho-platform/api';

/** makeSchedule is schedule `nightly` of Pipeline `gho`, every hour in UTC, as it is stored. */
export function makeSchedule(
  spec: Partial<StoredPipelineSchedule['spec']> = {},
  status?: PipelineScheduleStatus,
): StoredPipelineSchedule {
  return {
    apiVersion,
    kind: 'PipelineSchedule',
    metadata: {
      name: 'nightly',
      namespace: 'gho-platform',
      uid: '5f0c1f9e-0000-4000-8000-000000000002',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '2026-06-01T00:00:00Z',
    },
    spec: {
      pipelineRef: { name: 'gho' },
      cron: ['0 * * * *'],
      timeZone: 'UTC',
      concurrencyPolicy: 'Forbid',
      missedRunPolicy: 'Latest',
      maxCatchUp: 10,
      spreadSeconds: 0,
      suspend: false,
      successfulRunsHistoryLimit: 10,
      failedRunsHistoryLimit: 10,
      ...spec,
    },
    ...(status === undefined ? {} : { status }),
  };
}
