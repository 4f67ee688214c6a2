import type { StoredPipelineRun } from '@gho-platform/api';
import { labels } from '@gho-platform/api';
import type { KubeObject } from '@gho-platform/kube';
import { jobs, pods } from '@gho-platform/kube';
import { MemoryApi } from '@gho-platform/kube/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { makeJob, makeRun, namespace } from './__fixtures__/objects.ts';
import type { Caches } from './caches.ts';
import { createCaches } from './caches.ts';
import type { Children } from './children.ts';
import { readChildren } from './children.ts';

const run: StoredPipelineRun = makeRun('nightly', {
  stages: [
    {
      name: 'ingest',
      state: 'Running',
      attempts: [{ number: 1, state: 'Running', jobName: 'nightly-ingest-1' }],
    },
  ],
} as unknown as StoredPipelineRun['status']);

describe('the children of a run', () => {
  let api: MemoryApi;
  let caches: Caches;
  let job: KubeObject;

  beforeEach(() => {
    api = new MemoryApi();
    caches = createCaches({ onListenerError: () => undefined });
    job = api.put(jobs, makeJob('nightly-ingest-1', run));
    api.put(pods, podIn('Running'));
    see();
  });

  function podIn(phase: string): KubeObject {
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'nightly-ingest-1', uid: '' };
    const { uid = '' } = job.metadata ?? {};
    const metadata = {
      name: 'nightly-ingest-1-x7k2p',
      namespace,
      labels: { [labels.runUid]: run.metadata.uid },
      ownerReferences: [{ ...owner, uid, controller: true }],
    };
    return { metadata, ...{ status: { phase } } };
  }

  /** Lets the caches see what is stored now. */
  function see(): void {
    for (const [resource, store] of [
      [jobs, caches.jobs],
      [pods, caches.pods],
    ] as const) {
      const stored = api.stored(resource);
      const versions = stored.map(({ metadata }) => Number(metadata?.resourceVersion));
      store.replace(namespace, stored, String(Math.max(...versions)));
    }
    api.requests.length = 0;
  }

  async function read(): Promise<Children> {
    return readChildren(run, { api, caches });
  }

  const statuses = (objects: readonly KubeObject[]): readonly unknown[] =>
    objects.map((object) => (object as { readonly status?: unknown }).status);

  it('are pods as the cache shows them, which is enough while no Job has counted more', async () => {
    api.put(pods, podIn('Succeeded'));
    const { pods: found } = await read();
    expect(statuses(found)).toEqual([{ phase: 'Running' }]);
    expect(api.requests.map(({ verb, resource }) => `${verb} ${resource.plural}`)).toEqual([
      'get jobs',
    ]);
  });

  it('are Jobs that have ended as the cache shows them, without a request', async () => {
    const ended = makeRun('nightly', { stages: [] });
    await expect(readChildren(ended, { api, caches })).resolves.toMatchObject({
      jobs: [{ metadata: { name: 'nightly-ingest-1' } }],
    });
    expect(api.requests).toEqual([]);
  });

  it.each([
    ['has counted', { succeeded: 1 }],
    ['is about to count', { uncountedTerminatedPods: { failed: ['uid'] } }],
  ])(
    'are pods as they are now when a Job %s one that the cache does not show',
    async (...given) => {
      const [, status] = given;
      api.put(pods, podIn('Succeeded'));
      api.put(jobs, { ...job, ...{ status } });
      const { jobs: found, pods: listed } = await read();
      expect(statuses(found)).toEqual([status]);
      expect(statuses(listed)).toEqual([{ phase: 'Succeeded' }]);
    },
  );

  it('are Jobs under way as they are now, whatever the cache shows', async () => {
    await api.delete(jobs, { namespace, name: 'nightly-ingest-1' }, { propagation: 'Background' });
    api.put(jobs, { metadata: { name: 'nightly-ingest-1', namespace, uid: 'uid-somebodys' } });
    const { jobs: found, foreignJobNames } = await read();
    expect(found).toEqual([]);
    expect(foreignJobNames).toEqual(['nightly-ingest-1']);
  });
});
