import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Client } from 'pg';
import { migrations } from './migrations/index.ts';
import type { WarehouseSession } from './session.ts';

/** Schema of everything that transform writes. */
export const warehouseSchema = 'warehouse';

/** Role of dbt; it reads the warehouse. */
const readerRole = 'gho_builder';

/**
 * migrate brings the schema up to date, all missing migrations in one transaction. Processes that
 * start at the same time wait for each other on an advisory lock. Returns the names of the
 * migrations that were applied.
 */
export async function migrate(session: WarehouseSession): Promise<readonly string[]> {
  const applied = await session.run(`migrate schema ${warehouseSchema}`, applyMigrations);
  await session.run(`grant ${readerRole} to read schema ${warehouseSchema}`, grantReader);
  return applied;
}

async function applyMigrations(client: Client): Promise<readonly string[]> {
  const database = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: poolOf(client) }),
  });
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(providedMigrations()) },
    migrationTableSchema: warehouseSchema,
    migrationTableName: 'schema_migration',
    migrationLockTableName: 'schema_migration_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw error instanceof Error ? error : new Error('migration failed', { cause: error });
  }
  return (results ?? []).map(({ migrationName }) => migrationName);
}

function providedMigrations(): Record<string, Migration> {
  return Object.fromEntries(
    Object.entries(migrations).map(([name, text]) => [
      name,
      {
        up: async (database) => {
          await sql.raw(text).execute(database);
        },
      } satisfies Migration,
    ]),
  );
}

/** poolOf lends our one connection to Kysely, which would otherwise open its own. */
function poolOf(client: Client): PostgresPool {
  const borrowed = { query: client.query.bind(client), release: () => undefined };
  return {
    options: {},
    connect: () => Promise.resolve(borrowed),
    end: () => Promise.resolve(),
  };
}

/** The reader may be created after the schema, so the grant is looked at in every run. */
async function grantReader(client: Client): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_roles
     where rolname = $1 and not (
       has_schema_privilege(rolname, $2, 'usage')
       and has_table_privilege(rolname, format('%I.load', $2), 'select'))`,
    [readerRole, warehouseSchema],
  );
  if (rowCount === 0) {
    return;
  }
  await client.query(`
    grant usage on schema ${warehouseSchema} to ${readerRole};
    grant select on all tables in schema ${warehouseSchema} to ${readerRole};
    alter default privileges in schema ${warehouseSchema} grant select on tables to ${readerRole}`);
}
