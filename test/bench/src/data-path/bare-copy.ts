import { join } from 'node:path';
import { withDatabase, type DataPlatform } from './data-platform.ts';

const table = 'warehouse.fact_observation';

/**
 * bareCopy empties the observations of a loaded warehouse and lets the server copy the same rows back
 * from a file of its own: no client, no check, the same partitions and indexes. Returns milliseconds.
 */
export async function bareCopy(
  platform: DataPlatform,
  database: string,
  rows: number,
): Promise<number> {
  const file = join(platform.postgres.folder, `${database}.copy`);
  return withDatabase(platform, database, async (client) => {
    await client.query(`copy (select * from ${table}) to '${file}'`);
    await client.query(`truncate ${table}`);
    await client.query('checkpoint');
    const startedMs = performance.now();
    const { rowCount } = await client.query(`copy ${table} from '${file}'`);
    const tookMs = performance.now() - startedMs;
    // Only the server's account may remove its file, and an empty one takes no room.
    await client.query(`copy (select 1 where false) to '${file}'`);
    if (rowCount !== rows) throw new Error(`COPY took ${rowCount ?? 0} of ${rows} rows`);
    return tookMs;
  });
}
