import { beforeEach, describe, expect, it } from '@jest/globals';
import { ApiError } from './errors.ts';
import { EventRecorder } from './event-recorder.ts';
import { events } from './resource.ts';
import { ManualClock, settle } from './testing/manual-clock.ts';
import { MemoryApi } from './testing/memory-api.ts';

const run = {
  apiVersion: 'example.org/v1',
  kind: 'Run',
  metadata: { name: 'nightly', namespace: 'demo', uid: 'uid-1', resourceVersion: '7' },
};
const note = { type: 'Normal', reason: 'StageStarted', message: 'stage ingest started' } as const;

describe('EventRecorder', () => {
  let clock: ManualClock;
  let api: MemoryApi;
  let dropped: number[];
  let recorder: EventRecorder;

  beforeEach(() => {
    clock = new ManualClock();
    api = new MemoryApi();
    dropped = [];
    recorder = new EventRecorder({
      api,
      controller: 'example.org/operator',
      instance: 'pod-1',
      clock,
      random: () => 0,
      onDropped: (_, count) => dropped.push(count),
    });
  });

  it('stores an event about its object', async () => {
    recorder.record(run, note);
    await settle();
    expect(api.stored(events)).toMatchObject([
      {
        metadata: { namespace: 'demo' },
        eventTime: '2026-06-01T00:00:00.000000Z',
        type: 'Normal',
        reason: 'StageStarted',
        action: 'StageStarted',
        note: 'stage ingest started',
        reportingController: 'example.org/operator',
        reportingInstance: 'pod-1',
        regarding: { kind: 'Run', name: 'nightly', uid: 'uid-1' },
      },
    ]);
  });

  it('stores the same event once, and events of a new object of that name apart', async () => {
    recorder.record(run, note);
    recorder.record(run, note);
    recorder.record({ ...run, metadata: { ...run.metadata, uid: 'uid-2' } }, note);
    await settle();
    expect(api.stored(events)).toHaveLength(2);
    expect(dropped).toEqual([]);
  });

  it('tries again while the server is busy, then gives up', async () => {
    api.fault = () => {
      throw new ApiError('create Event', { status: 500, reason: 'x', retryAfterMs: undefined });
    };
    recorder.record(run, note);
    await clock.advance(60_000);
    expect(api.writes).toHaveLength(4);
    expect(dropped).toEqual([1]);
  });

  it('drops at once what the server refuses for good', async () => {
    api.fault = () => {
      throw new ApiError('create Event', { status: 422, reason: 'x', retryAfterMs: undefined });
    };
    recorder.record(run, note);
    await settle();
    expect(api.writes).toHaveLength(1);
    expect(dropped).toEqual([1]);
  });

  it('is bounded, and tells of a burst once', async () => {
    for (let count = 0; count < 1200; count++) {
      recorder.record(run, { ...note, message: `message ${count}` });
    }
    expect(dropped).toEqual([]);
    await recorder.stop(60_000);
    const stored = api.stored(events).length;
    expect(stored).toBeLessThanOrEqual(1001);
    expect(dropped).toEqual([1200 - stored]);
  });

  it('tells now and then of a burst that does not end', () => {
    for (let count = 0; count < 4500; count++) {
      recorder.record(run, { ...note, message: `message ${count}` });
    }
    expect(dropped).toEqual([1000, 1000, 1000]);
  });

  it('tells of a burst also when it stops before all is written', async () => {
    api.fault = () => {
      throw new ApiError('create Event', { status: 500, reason: 'x', retryAfterMs: undefined });
    };
    for (let count = 0; count < 1200; count++) {
      recorder.record(run, { ...note, message: `message ${count}` });
    }
    const stopped = recorder.stop(1000);
    await clock.advance(1000);
    await stopped;
    expect(dropped).toContain(199);
  });

  it('writes what waits before it stops', async () => {
    recorder.record(run, note);
    recorder.record(run, { ...note, reason: 'StageSucceeded' });
    await recorder.stop(1000);
    expect(api.stored(events)).toHaveLength(2);
  });
});
