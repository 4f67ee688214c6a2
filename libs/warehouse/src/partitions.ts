import type { Client } from 'pg';
import type { WarehouseSession } from './session.ts';
import { stagingTable } from './staging-area.ts';
import { factTable } from './tables.ts';

/** Serialises the creation of partitions; any constant that nobody else uses will do. */
const partitionLock = 'gho-platform:partitions';

/**
 * createPartitions adds the missing yearly partitions for what is staged, each in a short
 * transaction of its own: attaching a ready table lets readers go on, which CREATE ... PARTITION OF
 * would not. A crash in between leaves an empty partition at most. Returns the years added.
 */
export async function createPartitions(session: WarehouseSession): Promise<readonly number[]> {
  const missing = await session.run('look for missing partitions', missingYears);
  for (const year of missing) {
    await session.transact(`create the partition of year ${year}`, (client) =>
      createPartition(client, year),
    );
  }
  return missing;
}

async function missingYears(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ year: number }>(
    `select distinct year from ${stagingTable}
     where reasons is null and to_regclass('${factTable}_y' || year) is null
     order by year`,
  );
  return rows.map(({ year }) => year);
}

async function createPartition(client: Client, year: number): Promise<void> {
  const partition = `${factTable}_y${year}`;
  await client.query('select pg_advisory_xact_lock(hashtext($1))', [partitionLock]);
  const { rows } = await client.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [partition],
  );
  if (rows[0]?.exists === true) {
    return;
  }
  await client.query(`
    create table ${partition} (like ${factTable} including defaults including constraints);
    comment on table ${partition} is 'Observations of ${year}.';
    alter table ${factTable} attach partition ${partition} for values from (${year}) to (${year + 1})`);
}
