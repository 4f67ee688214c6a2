import { describe, expect, it } from '@jest/globals';
import type { V1ContainerState, V1Job, V1Pod } from '@kubernetes/client-node';
import fc from 'fast-check';
import { disrupted, jobCondition, makeJob, makePod, terminated } from './__fixtures__/make-job.ts';
import { observe } from './__fixtures__/observe.ts';

describe('observeJob', () => {
  it('says which attempt it is, and who holds it', () => {
    expect(observe(makeJob(), [makePod({ state: { running: {} } })])).toEqual({
      name: 'gho-1-ingest-1',
      uid: 'job-uid',
      stage: 'ingest',
      attempt: 1,
      deleting: false,
      held: true,
      hasActivePods: true,
      mayStartPods: true,
      finished: false,
      verdict: { kind: 'Undecided' },
      shardsSucceeded: 0,
    });
  });

  it('survives a Job without metadata and with labels that somebody changed', () => {
    const seen = observe(makeJob({ metadata: { labels: { x: 'y' } } }), []);
    expect(seen).toMatchObject({ name: '', stage: '', attempt: 0, held: false });
  });

  it.each([
    ['a pod that starts', makePod({ phase: 'Pending' }), true],
    ['a pod that works', makePod({ state: { running: {} } }), true],
    ['a pod that ended', makePod({ phase: 'Failed' }), false],
    [
      'a pod whose sidecar goes on',
      makePod({ state: terminated(0), sidecar: { running: {} } }),
      false,
    ],
  ])('counts %s: active %#', (_, pod, want) => {
    expect(observe(makeJob(), [pod]).hasActivePods).toBe(want);
  });

  it('counts shards that succeeded', () => {
    const pods = [0, 2].map((shard) => makePod({ shard, state: terminated(0) }));
    expect(observe(makeJob({}, 3), pods).shardsSucceeded).toBe(2);
  });

  it.each([
    ['a pod that works', makePod({ state: { running: {} } }), undefined],
    [
      'a pod that was evicted',
      makePod({ state: terminated(143), conditions: [disrupted] }),
      '2026-06-01T12:00:00.000Z',
    ],
    [
      'a pod that did its work all the same',
      makePod({ state: terminated(0), conditions: [disrupted] }),
      undefined,
    ],
  ])('says when the newest lost pod was created: %s', (_, pod, want) => {
    expect(observe(makeJob(), [pod]).lostPodAt).toBe(want);
  });

  const gaveUp = { conditions: [jobCondition('FailureTarget', 'PodFailurePolicy')] };
  const follow: Record<string, { job: V1Job; state: V1ContainerState; want: boolean }> = {
    'a Job without outcome': { job: makeJob(), state: {}, want: true },
    'a Job whose only shard ended': { job: makeJob(), state: terminated(1), want: false },
    'a Job of shards of which one failed': {
      job: makeJob({}, 3),
      state: terminated(1),
      want: true,
    },
    'a Job of shards that gave up': {
      job: makeJob({ status: gaveUp }, 3),
      state: terminated(1),
      want: false,
    },
  };
  for (const [name, { job, state, want }] of Object.entries(follow)) {
    it(`knows whether pods may follow: ${name}`, () => {
      expect(observe(job, [makePod({ state })]).mayStartPods).toBe(want);
    });
  }

  it('reads times as strings too, as watch events have them', () => {
    const job = JSON.parse(JSON.stringify(makeJob())) as ReturnType<typeof makeJob>;
    const pod = JSON.parse(JSON.stringify(makePod({ state: terminated(0) }))) as V1Pod;
    expect(observe(job, [pod]).verdict).toMatchObject({ at: '2026-06-01T12:05:00.000Z' });
  });

  it('never throws, whatever the termination message', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (message) => {
        observe(makeJob(), [makePod({ state: terminated(1, { message }) })]);
      }),
    );
  });
});

const waiting: Record<string, { pod: V1Pod; want: object | undefined }> = {
  'the scheduler’s words': {
    pod: makePod({
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/1 nodes are available: 1 Insufficient cpu.',
          lastTransitionTime: new Date('2026-06-01T12:00:01Z'),
        },
      ],
    }),
    want: {
      reason: 'Unschedulable',
      on: 'gho-1-ingest-1-0-abcde',
      since: '2026-06-01T12:00:01.000Z',
      message: '0/1 nodes are available: 1 Insufficient cpu.',
    },
  },
  'the image that cannot be pulled': {
    pod: makePod({ state: { waiting: { reason: 'ImagePullBackOff', message: 'back-off' } } }),
    want: { reason: 'ImagePull', on: 'gho-platform/ingest:0.1.0', message: 'back-off' },
  },
  'the Secret that is missing': {
    pod: makePod({
      state: {
        waiting: { reason: 'CreateContainerConfigError', message: 'secret "s3" not found' },
      },
    }),
    want: { reason: 'ContainerConfig', message: 'secret "s3" not found' },
  },
  'nothing while the container is created': {
    pod: makePod({ state: { waiting: { reason: 'ContainerCreating' } } }),
    want: undefined,
  },
};

describe('blocked', () => {
  for (const [name, { pod, want }] of Object.entries(waiting)) {
    it(`says ${name}`, () => {
      const { blocked } = observe(makeJob(), [pod]);
      if (want === undefined) expect(blocked).toBeUndefined();
      else expect(blocked).toMatchObject(want);
    });
  }

  it('says where to look when there are no pods at all', () => {
    expect(observe(makeJob(), []).blocked).toMatchObject({
      reason: 'Quota',
      on: 'gho-1-ingest-1',
      since: '2026-06-01T12:00:00.000Z',
    });
  });

  it('is absent when the Job had pods, is being deleted, or one shard works', () => {
    const gone = makeJob({ status: { failed: 1 } });
    expect(observe(gone, []).blocked).toBeUndefined();
    const deleted = makeJob({ metadata: { deletionTimestamp: new Date() } });
    expect(observe(deleted, []).blocked).toBeUndefined();
    const pods = [
      makePod({ shard: 0, state: { waiting: { reason: 'ErrImagePull' } } }),
      makePod({ shard: 1, state: { running: {} } }),
    ];
    expect(observe(makeJob({}, 2), pods).blocked).toBeUndefined();
  });
});
