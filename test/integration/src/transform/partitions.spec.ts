import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, type WarehouseSession } from '@gho-platform/warehouse';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { openSession } from './warehouse-loads.ts';

const create = 'select warehouse.create_year_partition($1) as created';
const isThere = `select to_regclass('warehouse.fact_observation_y2016') is not null as there`;

describe('two loads that need the partition of the same year', () => {
  let platform: Platform;
  let warehouse: Warehouse;
  let first: WarehouseSession;
  let second: WarehouseSession;

  beforeAll(async () => {
    platform = await startPlatform();
    warehouse = await platform.createWarehouse();
    const open = (): Promise<WarehouseSession> =>
      openSession(platform.postgres, warehouse.environment.PGDATABASE ?? '');
    [first, second] = [await open(), await open()];
    await migrate(first);
  });

  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    await platform.stop();
  });

  it('both go on when one made it while the other waited', async () => {
    // A backend that has made one before does not look at all catalogs anew.
    await second.client.query(create, [2015]);
    await first.client.query('begin');
    expect((await first.client.query(create, [2016])).rows).toEqual([{ created: true }]);
    // The second one looked before, and a backend remembers what was not there.
    expect((await second.client.query(isThere)).rows).toEqual([{ there: false }]);
    const waiting = second.client.query(create, [2016]);
    await somebodyWaits(warehouse);
    await first.client.query('commit');
    expect((await waiting).rows).toEqual([{ created: false }]);
  });
});

/** Resolves when a session waits for an advisory lock. */
async function somebodyWaits({ value }: Warehouse): Promise<void> {
  const waiters = `select count(*)::int from pg_locks where locktype = 'advisory' and not granted`;
  while ((await value(waiters)) === 0) await delay(10);
}
