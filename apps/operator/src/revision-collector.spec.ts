import { controllerRevisions } from '@gho-platform/kube';
import { ManualClock, MemoryApi } from '@gho-platform/kube/testing';
import type { StoredPipelineRun } from '@gho-platform/api';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  endedStatus,
  makePipeline,
  makeRun,
  namespace,
  pipelineSpec,
} from './__fixtures__/objects.ts';
import type { Caches } from './caches.ts';
import { createCaches } from './caches.ts';
import { pipelineRuns } from './resources.ts';
import { collectRevisions } from './revision-collector.ts';
import { revisionName, revisionOf, usedAnnotation } from './revision.ts';

const used = makePipeline();
const unused = makePipeline({ ...pipelineSpec, description: 'an older one' });

describe('collectRevisions', () => {
  let api: MemoryApi;
  let caches: Caches;
  const clock = new ManualClock();

  beforeEach(() => {
    api = new MemoryApi();
    caches = createCaches({ onListenerError: () => undefined });
    api.put(controllerRevisions, revisionOf(used));
    api.put(controllerRevisions, revisionOf(unused));
  });

  function given(...runs: readonly StoredPipelineRun[]): void {
    for (const run of runs) api.put(pipelineRuns, run);
    caches.runs.replace(namespace, runs, '100');
  }

  const collect = (): Promise<number> =>
    collectRevisions(namespace, { api, runs: caches.runs, clock });
  const names = (): readonly (string | undefined)[] =>
    api.stored(controllerRevisions).map(({ metadata }) => metadata?.name);

  it('deletes what no run refers to, and keeps what an ended run refers to', async () => {
    given(makeRun('one', { ...endedStatus, pipelineRevision: revisionName(used) }));
    await expect(collect()).resolves.toBe(1);
    expect(names()).toEqual([revisionName(used)]);
  });

  it('deletes nothing of a Pipeline of which a run has not chosen its revision', async () => {
    given(makeRun('one', { pipelineRevision: revisionName(used) }), makeRun('undecided'));
    await expect(collect()).resolves.toBe(0);
  });

  it('does not wait for a run of another Pipeline, which may never come', async () => {
    const misspelt = {
      ...makeRun('misspelt'),
      spec: { pipelineRef: { name: 'hgo' }, suspend: false },
    };
    given(makeRun('one', { pipelineRevision: revisionName(used) }), misspelt);
    await expect(collect()).resolves.toBe(1);
    expect(names()).toEqual([revisionName(used)]);
  });

  it('deletes nothing that a run of which the cache does not know refers to', async () => {
    given(makeRun('one', { pipelineRevision: revisionName(used) }));
    api.put(pipelineRuns, makeRun('two', { pipelineRevision: revisionName(unused) }));
    await expect(collect()).resolves.toBe(0);
  });

  it('keeps a revision that a run chose after it was listed', async () => {
    given(makeRun('one', { pipelineRevision: revisionName(used) }));
    api.fault = ({ verb }) => {
      if (verb === 'delete') api.put(controllerRevisions, revisionOf(unused));
    };
    await expect(collect()).resolves.toBe(0);
    expect(names()).toHaveLength(2);
  });

  it.each([
    ['keeps', 59, 0],
    ['deletes', 61, 1],
  ])('%s what nobody refers to when a run chose it %i minutes ago', async (_, minutes, deleted) => {
    const usedAt = new Date(clock.now().getTime() - minutes * 60_000).toISOString();
    const { metadata, ...revision } = revisionOf(unused);
    const annotations = { [usedAnnotation]: usedAt };
    api.put(controllerRevisions, { ...revision, metadata: { ...metadata, annotations } });
    given(makeRun('one', { pipelineRevision: revisionName(used) }));
    await expect(collect()).resolves.toBe(deleted);
  });

  it('keeps what was made just now', async () => {
    const { metadata, ...revision } = revisionOf(unused);
    const creationTimestamp = clock.now().toISOString();
    api.put(controllerRevisions, { ...revision, metadata: { ...metadata, creationTimestamp } });
    given(makeRun('one', { pipelineRevision: revisionName(used) }));
    await expect(collect()).resolves.toBe(0);
  });

  it('asks for one list when nothing is unused', async () => {
    given(
      makeRun('one', { pipelineRevision: revisionName(used) }),
      makeRun('two', { pipelineRevision: revisionName(unused) }),
    );
    await collect();
    expect(api.requests).toHaveLength(1);
  });
});
