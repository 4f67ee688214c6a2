import { controllerRevisions } from '@gho-platform/kube';
import { ManualClock, MemoryApi } from '@gho-platform/kube/testing';
import type { Turn } from '@gho-platform/run-core';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  endedStatus,
  makePipeline,
  makeRun,
  namespace,
  pipelineSpec,
} from './__fixtures__/objects.ts';
import { createCaches } from './caches.ts';
import { Resolver } from './resolve.ts';
import { pipelines } from './resources.ts';
import type { Revision } from './revision.ts';
import { revisionName, revisionOf, usedAnnotation } from './revision.ts';

describe('Resolver', () => {
  let api: MemoryApi;
  const caches = createCaches({ onListenerError: () => undefined });
  const name = revisionName(makePipeline());
  const frozen = makeRun('nightly', { pipelineRevision: name });

  const resolver = (turn: Turn = { kind: 'Open' }): Resolver =>
    new Resolver({
      api,
      pipelines: caches.pipelines,
      clock: new ManualClock(),
      turnOf: () => turn,
    });

  beforeEach(() => {
    api = new MemoryApi();
  });

  it('freezes the Pipeline of a run that has none yet', async () => {
    api.put(pipelines, makePipeline());
    await expect(resolver().live(makeRun('nightly'))).resolves.toEqual({
      pipeline: { kind: 'Resolved', revision: name, spec: pipelineSpec },
      turn: { kind: 'Open' },
    });
    expect(api.stored(controllerRevisions)).toMatchObject([
      { metadata: { name, namespace }, data: { spec: pipelineSpec }, revision: 1 },
    ]);
    expect(api.stored(controllerRevisions)[0]?.metadata?.ownerReferences).toBeUndefined();
  });

  it('freezes nothing for a run whose turn it is not', async () => {
    api.put(pipelines, makePipeline());
    const turn: Turn = { kind: 'Undecided' };
    await expect(resolver(turn).live(makeRun('nightly'))).resolves.toMatchObject({ turn });
    expect(api.stored(controllerRevisions)).toEqual([]);
  });

  it('freezes nothing for a run of mode Plan', async () => {
    api.put(pipelines, makePipeline());
    const nightly = makeRun('nightly');
    const asking = { ...nightly, spec: { ...nightly.spec, mode: 'Plan' as const } };
    await expect(resolver().live(asking)).resolves.toMatchObject({
      pipeline: { kind: 'Resolved', spec: pipelineSpec },
    });
    expect(api.writes).toEqual([]);
  });

  it('shares a revision of the same content, giving it a new version', async () => {
    api.put(pipelines, makePipeline());
    const before = api.put(controllerRevisions, revisionOf(makePipeline()));
    await resolver().live(makeRun('nightly'));
    const [after] = api.stored(controllerRevisions);
    expect(after?.metadata?.uid).toBe(before.metadata?.uid);
    expect(after?.metadata?.resourceVersion).not.toBe(before.metadata?.resourceVersion);
    expect(after?.metadata?.annotations).toHaveProperty([usedAnnotation]);
  });

  it.each<[string, number, string[]]>([
    ['notes the use of a revision that was made long ago', 5 * 60_000, ['create', 'annotate']],
    ['notes nothing of one that was made just before', 5 * 60_000 - 1, ['create']],
  ])('%s', async (_, ageMs, verbs) => {
    const clock = new ManualClock();
    const revision = revisionOf(makePipeline());
    const creationTimestamp = new Date(clock.now().getTime() - ageMs).toISOString();
    api.put(controllerRevisions, {
      ...revision,
      metadata: { ...revision.metadata, creationTimestamp },
    });
    api.put(pipelines, makePipeline());
    const turnOf = (): Turn => ({ kind: 'Open' });
    await new Resolver({ api, pipelines: caches.pipelines, clock, turnOf }).live(
      makeRun('nightly'),
    );
    expect(api.writes.map((write) => write.split(' ')[0])).toEqual(verbs);
  });

  it('notes the use of a revision for one of many runs, and again after a while', async () => {
    api.put(pipelines, makePipeline());
    const clock = new ManualClock();
    const turnOf = (): Turn => ({ kind: 'Open' });
    const one = new Resolver({ api, pipelines: caches.pipelines, clock, turnOf });
    await one.live(makeRun('first'));
    await one.live(makeRun('second'));
    expect(api.writes).toEqual([`create controllerrevisions/${name}`]);
    await clock.advance(5 * 60_000);
    await one.live(makeRun('third'));
    expect(api.writes.slice(1)).toEqual([
      `create controllerrevisions/${name}`,
      `annotate controllerrevisions/${name}`,
    ]);
  });

  it('reads the frozen Pipeline once, whatever became of the Pipeline', async () => {
    api.put(controllerRevisions, revisionOf(makePipeline()));
    const one = resolver();
    expect(one.fromCaches(frozen)).toBeUndefined();
    const pipeline = { kind: 'Resolved', revision: name, spec: pipelineSpec };
    const resolved = { pipeline, turn: { kind: 'Open' } };
    await expect(one.live(frozen)).resolves.toEqual(resolved);
    await one.live(frozen);
    expect(one.fromCaches(frozen)).toEqual(resolved);
    expect(api.requests).toHaveLength(1);
  });

  it('does not trust a revision that was changed', async () => {
    const revision: Revision = revisionOf(makePipeline());
    api.put(controllerRevisions, { ...revision, data: { spec: { stages: [] } } });
    await expect(resolver().live(frozen)).resolves.toMatchObject({
      pipeline: { kind: 'Missing' },
    });
  });

  it('says which Pipeline is missing', async () => {
    await expect(resolver().live(makeRun('nightly'))).resolves.toMatchObject({
      pipeline: { kind: 'Missing', message: 'Pipeline gho does not exist' },
    });
  });

  it('reads nothing for a run that has ended', async () => {
    const ended = makeRun('nightly', { ...endedStatus, pipelineRevision: name });
    await expect(resolver().live(ended)).resolves.toMatchObject({
      pipeline: { kind: 'Missing' },
    });
    expect(resolver().fromCaches(ended)).toMatchObject({ pipeline: { kind: 'Missing' } });
    expect(api.requests).toEqual([]);
  });
});

describe('revisionName', () => {
  it('does not depend on the order of fields', () => {
    const [ingest] = pipelineSpec.stages;
    const reversed = Object.fromEntries(Object.entries(ingest ?? {}).reverse()) as typeof ingest;
    const other = makePipeline({ stages: reversed === undefined ? [] : [reversed] });
    const same = makePipeline({ stages: ingest === undefined ? [] : [ingest] });
    expect(revisionName(other)).toBe(revisionName(same));
  });

  it('depends on the order of stages', () => {
    const reversed = makePipeline({ stages: [...pipelineSpec.stages].reverse() });
    expect(revisionName(reversed)).not.toBe(revisionName(makePipeline()));
  });
});
