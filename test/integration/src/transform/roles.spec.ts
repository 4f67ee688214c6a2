import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, WarehouseUnavailableError, type WarehouseSession } from '@gho-platform/warehouse';
import { documentedSql, statementsOf } from '../documented-sql.ts';
import { startPostgres, type PostgresServer } from '@gho-platform/testing/servers';
import { runStageProcess } from '@gho-platform/testing/stage-process';
import { believedOn, loadPull, openSession } from './warehouse-loads.ts';
import { programs } from '../programs.ts';

const run = promisify(execFile);
const january = { day: '2026-01-01', figures: { BTN: 70.1 } };
const february = { day: '2026-02-01', year: 2017, figures: { BTN: 70.2, NPL: 69.5 } };

/** How the roles come to be: by the SQL for administrators, or by the local PostgreSQL. */
const makers: Readonly<Record<string, (server: PostgresServer) => Promise<void>>> = {
  'docs/operations.md': async (server) => {
    const [creation = ''] = await documentedSql('operations.md');
    await execute(server, { user: 'postgres', database: 'postgres' }, [
      'create role master login createrole createdb',
    ]);
    const master = { user: 'master', database: 'postgres' };
    await execute(server, master, statementsOf(creation));
  },
  'the local PostgreSQL': initializeLocally,
};

/** Runs what the image runs at every start; the owner has a password when it is another role. */
async function initializeLocally(server: PostgresServer, hasOwner = true): Promise<void> {
  const names = ['POSTGRES', 'GHO_LOADER', 'GHO_BUILDER', 'GHO_READER', 'MLFLOW'];
  const passwords = [...names, ...(hasOwner ? ['GHO_OWNER'] : [])].map((name) => [
    `${name}_PASSWORD`,
    'only-for-tests',
  ]);
  const file = join(import.meta.dirname, '../../../../apps/services/postgres/initialize.sql');
  const options = ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', `--file=${file}`];
  const address = ['--host', server.host, '--port', String(server.port), '--username', 'postgres'];
  await run('psql', [...options, ...address, '--dbname=postgres'], {
    env: { PATH: process.env.PATH, ...(Object.fromEntries(passwords) as Record<string, string>) },
  });
}

/** Runs the stage's image with the argument `migrate`, from source; resolves with its exit code. */
async function runMigrateCommand(
  { host, port }: PostgresServer,
  user: string,
): Promise<number | null> {
  const { exitCode } = await runStageProcess({
    entry: programs.transform,
    args: ['migrate'],
    environment: { PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: 'gho' },
  });
  return exitCode;
}

interface Login {
  readonly user: string;
  readonly database: string;
}

async function execute(
  server: PostgresServer,
  { user, database }: Login,
  statements: readonly string[],
): Promise<void> {
  const session = await openSession({ ...server, user }, database);
  try {
    for (const statement of statements) await session.client.query(statement);
  } finally {
    await session.close();
  }
}

describe.each(Object.keys(makers))('roles made by %s', (maker) => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
    await makers[maker]?.(server);
    expect(await runMigrateCommand(server, 'gho_owner')).toBe(0);
    await execute(server, { user: 'gho_builder', database: 'gho' }, [
      'create schema analytics',
      'create table analytics.ml_features (year integer)',
      'grant usage on schema analytics to gho_reader',
      'grant select on all tables in schema analytics to gho_reader',
    ]);
  });

  afterAll(async () => {
    await server.stop();
  });

  const as = (user: string, ...statements: string[]): Promise<void> =>
    execute(server, { user, database: 'gho' }, statements);

  it('let the loader load, partitions included, and the builder read', async () => {
    const loader = await openSession({ ...server, user: 'gho_loader' }, 'gho');
    expect(await migrate(loader)).toEqual([]);
    for (const pull of [january, february]) await loadPull(loader, pull);
    expect(await believedOn(loader, february.day)).toEqual(february.figures);
    await loader.close();
    await as(
      'gho_builder',
      "select * from warehouse.observation_as_of('2026-01-01')",
      'select * from warehouse.fact_observation_y2017',
      'select * from warehouse.load',
      'create schema analytics_build',
      'create temporary table t ()',
    );
    await as('gho_reader', 'select * from analytics.ml_features');
  });

  it('let only the owner migrate, and as often as it likes', async () => {
    expect(await runMigrateCommand(server, 'gho_owner')).toBe(0);
    expect(await runMigrateCommand(server, 'gho_reader')).toBe(78);
  });

  it.each([
    ['gho_owner', 'create role intruder'],
    ['gho_owner', 'create database other'],
    ['gho_owner', 'select * from analytics.ml_features'],
    ['gho_loader', 'alter table warehouse.load add column x text'],
    ['gho_loader', 'truncate warehouse.observation_history'],
    ['gho_loader', 'drop table warehouse.fact_observation_y2016'],
    ['gho_loader', 'drop function warehouse.observation_as_of'],
    ['gho_loader', "select warehouse.forget_history('2026-01-01')"],
    ['gho_loader', 'create table warehouse.own ()'],
    ['gho_loader', 'create schema own'],
    ['gho_loader', "insert into warehouse.schema_migration values ('0999-forged', 'now')"],
    ['gho_loader', 'delete from warehouse.schema_migration'],
    ['gho_loader', 'select * from analytics.ml_features'],
    ['gho_builder', 'insert into warehouse.dim_country (country_code) values (null)'],
    ['gho_builder', 'update warehouse.fact_observation set numeric_value = 0'],
    ['gho_builder', 'delete from warehouse.quarantine'],
    ['gho_builder', 'select warehouse.create_year_partition(2030)'],
    ['gho_builder', "select warehouse.forget_history('2026-01-01')"],
    ['gho_builder', 'create table warehouse.own ()'],
    ['gho_reader', 'select * from warehouse.fact_observation'],
    ['gho_reader', "select * from warehouse.observation_as_of('2026-01-01')"],
    ['gho_reader', 'insert into analytics.ml_features values (2016)'],
    ['gho_reader', 'create schema own'],
    ['gho_reader', 'create temporary table t ()'],
    ['gho_reader', 'create table public.own ()'],
    ['mlflow', 'select 1'],
  ])('forbid %s to %s', async (role, statement) => {
    await expect(as(role, statement)).rejects.toThrow(/permission denied|must be owner/);
  });
});

/** Separating the two in a warehouse that the loader made. */
const handOvers: Readonly<Record<string, (server: PostgresServer) => Promise<void>>> = {
  'docs/operations.md': async (server) => {
    const handOver = (await documentedSql('operations.md'))[1] ?? '';
    await execute(server, { user: 'master', database: 'gho' }, statementsOf(handOver));
  },
  'the local PostgreSQL': initializeLocally,
};

describe.each(Object.keys(handOvers))('a warehouse of the loader, handed over by %s', (maker) => {
  let server: PostgresServer;
  let owner: WarehouseSession;
  let loader: WarehouseSession;

  beforeAll(async () => {
    server = await startPostgres();
    if (maker === 'docs/operations.md') {
      await makers[maker]?.(server);
      await execute(server, { user: 'master', database: 'gho' }, [
        'grant create on database gho to gho_loader',
      ]);
    } else {
      await initializeLocally(server, false);
    }
    const before = await openSession({ ...server, user: 'gho_loader' }, 'gho');
    await migrate(before);
    await loadPull(before, january);
    await before.close();
    await handOvers[maker]?.(server);
    loader = await openSession({ ...server, user: 'gho_loader' }, 'gho');
    owner = await openSession({ ...server, user: 'gho_owner' }, 'gho');
  });

  afterAll(async () => {
    await Promise.all([owner.close(), loader.close()]);
    await server.stop();
  });

  it('goes on with fewer rights', async () => {
    expect(await migrate(owner)).toEqual([]);
    await loadPull(loader, february);
    await expect(loader.client.query('truncate warehouse.load')).rejects.toThrow(
      'permission denied',
    );
    await expect(loader.client.query('create schema own')).rejects.toThrow('permission denied');
  });

  it('lets the others use what its owner adds later', async () => {
    await owner.client.query('create table warehouse.later ()');
    await loader.client.query('delete from warehouse.later');
    await execute(server, { user: 'gho_builder', database: 'gho' }, [
      'select * from warehouse.later',
    ]);
  });

  it('makes the loader wait for a migration that its owner has yet to apply', async () => {
    const newest = '(select max(name) from warehouse.schema_migration)';
    await owner.client.query(`delete from warehouse.schema_migration where name = ${newest}`);
    const migration = migrate(loader);
    await expect(migration).rejects.toThrow(WarehouseUnavailableError);
    await expect(migration).rejects.toThrow(
      /^schema warehouse waits for its owner to apply \d{4}-/,
    );
  });
});
