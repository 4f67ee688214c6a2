import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, type WarehouseSession } from '@gho-platform/warehouse';
import { startPostgres, type PostgresServer } from '@gho-platform/testing/servers';
import { loadPull, openSession } from './warehouse-loads.ts';

describe('the schema of the warehouse', () => {
  let server: PostgresServer;
  let session: WarehouseSession;

  beforeAll(async () => {
    server = await startPostgres();
    await server.createDatabase('gho');
    session = await openSession(server, 'gho');
    await migrate(session);
    // A load makes a partition.
    await loadPull(session, { day: '2026-01-01', figures: { BTN: 70.1 } });
  });

  afterAll(async () => {
    await session.close();
    await server.stop();
  });

  async function namesOf(text: string): Promise<unknown[]> {
    const { rows } = await session.client.query<{ name: string }>(text);
    return rows.map(({ name }) => name);
  }

  it('has no table or view without a comment', async () => {
    const relations = `from pg_class c where c.relnamespace = 'warehouse'::regnamespace
      and c.relkind in ('r', 'p', 'v', 'm', 'f')`;
    expect(await namesOf(`select c.relname as name ${relations}`)).toContain(
      'fact_observation_y2016',
    );
    expect(
      await namesOf(
        `select c.relname as name ${relations} and obj_description(c.oid, 'pg_class') is null`,
      ),
    ).toEqual([]);
  });

  it('has no column without a comment; those of a partition are those of its table', async () => {
    const uncommented = `select format('%s.%s', c.relname, a.attname) as name
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'warehouse'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and not c.relispartition and a.attnum > 0 and not a.attisdropped
        and col_description(c.oid, a.attnum) is null
      order by 1`;
    expect(await namesOf(uncommented)).toEqual([]);
  });

  it('has no function without a comment', async () => {
    const functions = `from pg_proc p where p.pronamespace = 'warehouse'::regnamespace`;
    expect(await namesOf(`select p.proname as name ${functions}`)).toContain('observation_as_of');
    expect(
      await namesOf(
        `select p.proname as name ${functions} and obj_description(p.oid, 'pg_proc') is null`,
      ),
    ).toEqual([]);
  });
});
