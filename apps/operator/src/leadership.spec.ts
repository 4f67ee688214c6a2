import type { KubeObject } from '@gho-platform/kube';
import { jobs, leases, refOfObject, resourcePath } from '@gho-platform/kube';
import { ManualClock, settle } from '@gho-platform/kube/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { MemoryTransport } from './__fixtures__/memory-transport.ts';
import { makeJob, makeRun, namespace } from './__fixtures__/objects.ts';
import type { Caches } from './caches.ts';
import { createCaches } from './caches.ts';
import { readConfig } from './config.ts';
import { Leadership } from './leadership.ts';
import { Metrics } from './metrics.ts';

const config = readConfig({ POD_NAME: 'operator-1', POD_NAMESPACE: namespace });
const leasePath = resourcePath(leases, { namespace, name: config.leaseName });
const orphan = makeJob('old-ingest-1', makeRun('old'));
const orphanPath = resourcePath(jobs, refOfObject(orphan));

describe('Leadership', () => {
  let server: MemoryTransport;
  let clock: ManualClock;
  let caches: Caches;
  let metrics: Metrics;
  let leadership: Leadership;

  beforeEach(() => {
    server = new MemoryTransport();
    clock = new ManualClock();
    metrics = new Metrics();
    caches = createCaches({ onListenerError: () => undefined });
    const close = (): Promise<void> => Promise.resolve();
    const clients = { work: server, control: server, events: server, close };
    const logger = pino({ level: 'silent' });
    leadership = new Leadership({ config, logger, clock, metrics, clients, caches });
  });

  afterEach(async () => {
    const stopped = leadership.stop();
    await clock.advance(10_000);
    await stopped;
  });

  function leaseOf(holderIdentity: string): KubeObject {
    const spec = { holderIdentity, leaseDurationSeconds: 15 };
    const metadata = { namespace, name: config.leaseName, resourceVersion: holderIdentity };
    return { metadata, ...{ spec } };
  }

  function storeOrphan(): void {
    server.objects.set(orphanPath, orphan);
    caches.jobs.replace(namespace, [orphan], '1');
  }

  const finalizers = (): readonly string[] | undefined =>
    server.objects.get(orphanPath)?.metadata?.finalizers;

  /** Of all queues together. */
  async function depth(): Promise<number | undefined> {
    const { values } = (await metrics.registry.getSingleMetric('workqueue_depth')?.get()) ?? {};
    return values?.reduce((sum, { value }) => sum + value, 0);
  }

  it('keeps nothing to do while another process leads', async () => {
    server.objects.set(leasePath, leaseOf('operator-2'));
    leadership.start();
    await settle();
    for (let number = 0; number < 100; number++) {
      for (const queue of ['runs', 'pipelines', 'schedules'] as const) {
        leadership.add({ queue, key: `demo/run-${number}` });
      }
    }
    expect(await depth()).toBe(0);
  });

  it('lets go of the Jobs of runs that went before it began to lead', async () => {
    storeOrphan();
    leadership.start();
    await settle();
    expect(finalizers()).toEqual([]);
  });

  it('lets go of the Jobs of runs that went while another process led', async () => {
    leadership.start();
    await settle();
    server.objects.set(leasePath, leaseOf('operator-2'));
    await clock.advance(2_000);
    storeOrphan();
    await settle();
    expect(finalizers()).toHaveLength(1);
    server.objects.set(leasePath, leaseOf(''));
    await clock.advance(10_000);
    expect(finalizers()).toEqual([]);
  });

  it('comes back to what it had to put off while a renewal was late', async () => {
    leadership.start();
    await settle();
    const renewal = Promise.withResolvers<undefined>();
    server.delay = ({ path }) => (path === leasePath ? renewal.promise : Promise.resolve());
    await clock.advance(2_000);
    await clock.advance(8_500);
    storeOrphan();
    leadership.add({ queue: 'runs', key: 'demo/old' });
    await settle();
    expect(finalizers()).toHaveLength(1);
    renewal.resolve(undefined);
    await settle();
    await clock.advance(2_000);
    expect(finalizers()).toEqual([]);
  });

  it('works on what is added while it leads', async () => {
    leadership.start();
    await settle();
    storeOrphan();
    leadership.add({ queue: 'runs', key: 'demo/old' });
    await settle();
    expect(finalizers()).toEqual([]);
  });
});
