import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, type WarehouseSession } from '@gho-platform/warehouse';
import { startPostgres, type PostgresServer } from '@gho-platform/testing/servers';
import { believedOn, loadPull, openSession } from './warehouse-loads.ts';

/** What its two pulls said. */
const january = { day: '2026-01-01', figures: { BTN: 70.1, LKA: 76, NPL: 69.5 } };
const february = { day: '2026-02-01', figures: { BTN: 70.2, MDV: 79, NPL: 69.5 } };

describe('a warehouse from before histories were kept', () => {
  let server: PostgresServer;
  let session: WarehouseSession;

  beforeAll(async () => {
    server = await startPostgres();
    await server.createDatabase('gho');
    const restoring = await openSession(server, 'gho');
    const dump = join(import.meta.dirname, 'warehouse-at-0002.sql');
    await restoring.client.query(await readFile(dump, 'utf8'));
    await restoring.close();
    session = await openSession(server, 'gho');
  });

  afterAll(async () => {
    await session.close();
    await server.stop();
  });

  it('is migrated once, and keeps what it held', async () => {
    const applied = await migrate(session);
    expect(applied[0]).toBe('0003-keep-observation-history');
    expect(await migrate(session)).toEqual([]);
    expect(await believedOn(session, february.day)).toEqual(february.figures);
  });

  it('has the values of its dimensions typed', async () => {
    const { rows } = await session.client.query(
      'select value_code, sex, load_id from warehouse.dim_value',
    );
    expect(rows).toEqual([{ value_code: 'SEX_BTSX', sex: 'both', load_id: 'run-2026-01-01/1' }]);
  });

  it('remembers from then on', async () => {
    const march = { day: '2026-03-01', figures: { BTN: 70.3, MDV: 79, NPL: 69.5 } };
    await loadPull(session, march);
    expect(await believedOn(session, february.day)).toEqual(february.figures);
    expect(await believedOn(session, march.day)).toEqual(march.figures);
  });

  it('gets back what it had forgotten when older pulls are loaded again', async () => {
    expect(await believedOn(session, january.day)).toEqual({ NPL: 69.5 });
    await loadPull(session, january);
    expect(await believedOn(session, january.day)).toEqual(january.figures);
    expect(await believedOn(session, february.day)).toEqual(february.figures);
  });

  it('keeps what was applied, and refuses a migration that was changed since', async () => {
    const table = 'warehouse.schema_migration';
    const { rows } = await session.client.query(`select from ${table} where sha256 is null`);
    expect(rows).toEqual([]);
    await session.client.query(`update ${table} set sha256 = 'other' where name like '0002-%'`);
    await expect(migrate(session)).rejects.toThrow(
      'migrations were changed after they were applied: 0002-keep-country-dimension',
    );
  });
});
