import type { Client } from 'pg';
import { warehouseSchema } from './migrate.ts';
import type { WarehouseSession } from './session.ts';
import { stagingTable } from './staging-area.ts';
import { factTable } from './tables.ts';

/**
 * createPartitions adds the missing yearly partitions for what is staged, each in a short
 * transaction of its own. A crash in between leaves an empty partition at most. Returns the years
 * added.
 */
export async function createPartitions(session: WarehouseSession): Promise<readonly number[]> {
  const missing = await session.run('look for missing partitions', missingYears);
  for (const year of missing) {
    await session.run(`create the partition of year ${year}`, (client) =>
      client.query(`select ${warehouseSchema}.create_year_partition($1)`, [year]),
    );
  }
  return missing;
}

async function missingYears(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ year: number }>(
    `with staged as materialized (
       select distinct year from ${stagingTable} where reasons is null)
     select year from staged where to_regclass('${factTable}_y' || year) is null order by year`,
  );
  return rows.map(({ year }) => year);
}
