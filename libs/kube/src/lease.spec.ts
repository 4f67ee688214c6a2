import { beforeEach, describe, expect, it } from '@jest/globals';
import { ConnectionError } from './errors.ts';
import { LeaseElector } from './lease.ts';
import type { Lease } from './lease-record.ts';
import { leases } from './resource.ts';
import { ManualClock, settle } from './testing/manual-clock.ts';
import type { Fault } from './testing/memory-api.ts';
import { MemoryApi } from './testing/memory-api.ts';

const ref = { namespace: 'demo', name: 'operator' };

interface Candidate {
  readonly elector: LeaseElector;
  readonly stop: () => Promise<void>;
  readonly log: string[];
}

describe('LeaseElector', () => {
  let clock: ManualClock;
  let api: MemoryApi;

  beforeEach(() => {
    clock = new ManualClock();
    api = new MemoryApi();
  });

  function candidate(identity: string): Candidate {
    const log: string[] = [];
    const elector = new LeaseElector({
      api,
      lease: ref,
      identity,
      clock,
      random: () => 0.5,
      onStarted: () => log.push('started'),
      onStopped: () => log.push('stopped'),
    });
    const abort = new AbortController();
    const running = elector.run(abort.signal);
    const stop = async (): Promise<void> => {
      abort.abort();
      await running;
    };
    return { elector, stop, log };
  }

  const stored = (): Lease['spec'] => (api.stored(leases)[0] as Lease | undefined)?.spec;

  it('creates the lease and renews it every two seconds', async () => {
    const one = candidate('pod-1');
    await settle();
    expect(one.elector.isLeader()).toBe(true);
    expect(stored()).toMatchObject({
      holderIdentity: 'pod-1',
      leaseDurationSeconds: 15,
      acquireTime: '2026-06-01T00:00:00.000000Z',
      leaseTransitions: 0,
    });
    await clock.advance(4000);
    expect(stored()?.renewTime).toBe('2026-06-01T00:00:04.000000Z');
    await one.stop();
  });

  it('leaves a lease alone that somebody renews, and takes it when it ran out', async () => {
    const one = candidate('pod-1');
    await settle();
    const two = candidate('pod-2');
    await clock.advance(60_000);
    expect([one.elector.isLeader(), two.elector.isLeader()]).toEqual([true, false]);
    api.fault = refuseWritesOf('pod-1');
    await clock.advance(10_000);
    expect(one.elector.isLeader()).toBe(false);
    expect(one.log).toEqual(['started', 'stopped']);
    await clock.advance(12_000);
    expect([one.elector.isLeader(), two.elector.isLeader()]).toEqual([false, true]);
    expect(stored()).toMatchObject({ holderIdentity: 'pod-2', leaseTransitions: 1 });
    await two.stop();
    await one.stop();
  });

  it('takes its own lease back at once after a restart of its container', async () => {
    const before = candidate('pod-1');
    await settle();
    // The first process was killed: it neither renews nor releases.
    const after = candidate('pod-1');
    await settle();
    expect(after.elector.isLeader()).toBe(true);
    await after.stop();
    await before.stop();
  });

  it('gives the lease back when it stops, so that the next one need not wait', async () => {
    const one = candidate('pod-1');
    await settle();
    await one.stop();
    expect(stored()?.holderIdentity).toBe('');
    const two = candidate('pod-2');
    await settle();
    expect(two.elector.isLeader()).toBe(true);
    await two.stop();
  });

  it('stops acting by its own clock when no renewal came through, without any answer', async () => {
    const one = candidate('pod-1');
    await settle();
    api.fault = () => {
      throw new ConnectionError('connection refused');
    };
    await clock.advance(9_999);
    expect(one.elector.isLeader()).toBe(true);
    await clock.advance(1);
    expect(one.elector.isLeader()).toBe(false);
    expect(one.log).toEqual(['started', 'stopped']);
    api.fault = () => undefined;
    await clock.advance(5_000);
    expect(one.log).toEqual(['started', 'stopped', 'started']);
    await one.stop();
  });

  it('keeps leading when somebody else writes to the lease without taking it', async () => {
    const one = candidate('pod-1');
    await settle();
    api.fault = ({ verb }) => {
      if (verb !== 'replace') return;
      api.fault = accept;
      const [lease] = api.stored(leases);
      api.put(leases, { ...lease, metadata: { ...lease?.metadata, labels: { touched: 'yes' } } });
    };
    await clock.advance(60_000);
    expect(one.log).toEqual(['started']);
    await one.stop();
  });

  it('never has two acting leaders while one of them sleeps through its lease', async () => {
    const one = candidate('pod-1');
    const two = candidate('pod-2');
    for (let turn = 0; turn < 200; turn++) {
      const cut = turn % 40 < 25;
      api.fault = cut ? refuseWritesOf(turn % 80 < 40 ? 'pod-1' : 'pod-2') : accept;
      await clock.advance(1_000);
      expect([one, two].filter(({ elector }) => elector.isLeader()).length).toBeLessThanOrEqual(1);
    }
    await one.stop();
    await two.stop();
  });
});

function accept(): void {
  // Everything works.
}

function refuseWritesOf(identity: string): Fault {
  return ({ verb, object }) => {
    const holder = (object as Lease | undefined)?.spec?.holderIdentity;
    if (verb === 'replace' && holder === identity) throw new ConnectionError('connection reset');
  };
}
