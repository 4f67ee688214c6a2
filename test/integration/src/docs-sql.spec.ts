import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from '@gho-platform/warehouse';
import { documentedSql, statementsOf } from './documented-sql.ts';
import { startPostgres, type PostgresServer } from '@gho-platform/testing/servers';
import { loadPull, openSession } from './transform/warehouse-loads.ts';

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
});

async function execute(user: string, database: string, statements: string[]): Promise<unknown[]> {
  const { host, port } = postgres;
  const client = new Client({ host, port, user, database });
  await client.connect();
  try {
    const rows: unknown[] = [];
    for (const statement of statements) rows.push(...(await client.query<object>(statement)).rows);
    return rows;
  } finally {
    await client.end();
  }
}

describe('the SQL of docs/operations.md', () => {
  it('works for an administrator who is no superuser, as on RDS', async () => {
    await execute('postgres', 'postgres', ['create role master login createrole createdb']);
    const [creation = ''] = await documentedSql('operations.md');
    await execute('master', 'postgres', statementsOf(creation));
    const owners = await execute('postgres', 'postgres', [
      "select datname, datdba::regrole::text as owner from pg_database where datname in ('gho', 'mlflow') order by 1",
    ]);
    expect(owners).toEqual([
      { datname: 'gho', owner: 'master' },
      { datname: 'mlflow', owner: 'mlflow' },
    ]);
  });
});

describe('the SQL of docs/data.md', () => {
  it('answers on a warehouse with two pulls', async () => {
    await postgres.createDatabase('loaded');
    const session = await openSession(postgres, 'loaded');
    await migrate(session);
    const year = 2021;
    await loadPull(session, { day: '2026-01-01', year, figures: { BTN: 70.1, LKA: 76, NPL: 70 } });
    await loadPull(session, { day: '2026-06-01', year, figures: { BTN: 70.2, MDV: 79, NPL: 70 } });
    await loadPull(session, { day: '2026-07-01', year, figures: { BTN: 'rejected', NPL: 70 } });
    await session.close();
    const answers = [];
    for (const block of await documentedSql('data.md')) {
      answers.push(await execute('postgres', 'loaded', [block]));
    }
    expect(answers).toContainEqual([
      { spatial_dim: 'BTN', dim1: 'SEX_BTSX', before: 70.1, after: 70.2 },
      { spatial_dim: 'LKA', dim1: 'SEX_BTSX', before: 76, after: null },
      { spatial_dim: 'MDV', dim1: 'SEX_BTSX', before: null, after: 79 },
    ]);
    // The day that first said so, not the last one.
    expect(answers).toContainEqual([
      expect.objectContaining({
        numeric_value: 70,
        run_name: 'nightly',
        source_object: 'raw/2026-01-01',
        source_sha256: 'digest',
      }),
    ]);
    expect(answers).toContainEqual([
      {
        kind: 'indicator',
        code: 'WHOSIS_000001',
        reason: 'numeric_range:OutOfRange',
        rows: '1',
        source_object: 'raw/2026-07-01',
        lines: ['1'],
      },
    ]);
  });
});
