import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Client } from 'pg';
import { assertUnchanged, readApplied, recordDigests } from './applied-migrations.ts';
import { WarehouseUnavailableError } from './errors.ts';
import { grantStages } from './grants.ts';
import { migrations } from './migrations/index.ts';
import type { WarehouseSession } from './session.ts';

/** Schema of everything that transform writes. */
export const warehouseSchema = 'warehouse';

const migrationTable = `${warehouseSchema}.schema_migration`;

/**
 * migrate brings the schema up to date, all missing migrations in one transaction, and grants the
 * roles of the stages their rights. Processes that start at the same time wait for each other on an
 * advisory lock. Returns the names of the migrations that were applied.
 *
 * A role that does not own the schema changes nothing: it goes on when nothing is missing, and is told
 * to try again later (WarehouseUnavailableError) when its owner has yet to apply something. A migration
 * whose text is not the one that was applied is a defect, and nothing is applied on top of it.
 */
export async function migrate(session: WarehouseSession): Promise<readonly string[]> {
  const applied = await session.run(`migrate schema ${warehouseSchema}`, applyMigrations);
  await session.transact(`grant rights on schema ${warehouseSchema}`, grantStages);
  return applied;
}

async function applyMigrations(client: Client): Promise<readonly string[]> {
  const before = await readApplied(client, migrationTable);
  assertUnchanged(before, migrations);
  if (await isOwnedByAnother(client)) {
    assertNothingPending(before);
    return [];
  }
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
  await recordDigests(client, migrationTable, migrations);
  return (results ?? []).map(({ migrationName }) => migrationName);
}

/** False when there is no schema yet: whoever creates it owns it. */
async function isOwnedByAnother(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_namespace
     where nspname = $1 and not pg_has_role(current_user, nspowner, 'usage')`,
    [warehouseSchema],
  );
  return rowCount !== 0;
}

function assertNothingPending(applied: ReadonlyMap<string, unknown>): void {
  const pending = Object.keys(migrations).filter((name) => !applied.has(name));
  if (pending.length > 0) {
    throw new WarehouseUnavailableError(
      `schema ${warehouseSchema} waits for its owner to apply ${pending.join(', ')}`,
    );
  }
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
