import type { StoredPipelineRun } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';
import { ManualClock, MemoryApi, settle } from '@gho-platform/kube/testing';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { endedStatus, makeRun, namespace } from './__fixtures__/objects.ts';
import { createCaches } from './caches.ts';
import { Metrics } from './metrics.ts';
import { Queues } from './pipelines/queues.ts';
import { pipelineRuns } from './resources.ts';
import { createRunWork } from './run-work.ts';

const startedAt = '2026-06-01T00:00:00Z';

describe('the work on runs', () => {
  it('looks at runs that are under way before all others', async () => {
    const api = new MemoryApi();
    const caches = createCaches({ onListenerError: () => undefined });
    const runs = [
      makeRun('new'),
      makeRun('ended', { ...endedStatus, startedAt }),
      makeRun('going', { startedAt, pipelineRevision: 'gone' }),
    ].map((run): StoredPipelineRun => api.put<KubeObject>(pipelineRuns, run) as StoredPipelineRun);
    caches.runs.replace(namespace, runs, '3');
    const work = createRunWork({
      workers: 1,
      api,
      dryRun: new MemoryApi(),
      caches,
      clock: new ManualClock(),
      logger: pino({ level: 'silent' }),
      metrics: new Metrics(),
      trustsApprovals: true,
      queues: new Queues(),
      recordEvent: () => undefined,
    });
    work.start();
    await settle();
    await work.stop();
    expect(api.requests[0]).toMatchObject({ verb: 'get', name: 'going' });
  });
});
