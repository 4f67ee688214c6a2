import type { Client } from 'pg';
import { warehouseSchema } from './migrate.ts';
import { dataSetTable, quarantineTable } from './tables.ts';

/**
 * releaseQuarantine marks rows that earlier loads of the same pull had set aside and this load has not. A
 * row is known by its line in the same bytes of the raw zone; one that repeats another row is never set
 * aside, by no contract, so what is not set aside now is accepted. Returns how many entries were marked.
 * Runs in the caller's transaction, after the data sets and the quarantine of the load were recorded.
 */
export async function releaseQuarantine(client: Client, loadId: string): Promise<number> {
  const { rowCount } = await client.query(
    `update ${quarantineTable} q set released_by = $1, released_at = now()
     from ${warehouseSchema}.load now_load
     join ${dataSetTable} now_read using (load_id)
     join ${dataSetTable} then_read
       on then_read.kind = now_read.kind and then_read.code = now_read.code
         and then_read.source_sha256 = now_read.source_sha256
     join ${warehouseSchema}.load then_load
       on then_load.load_id = then_read.load_id
         and then_load.ingestion_date = now_load.ingestion_date
     where now_load.load_id = $1 and q.load_id = then_read.load_id and q.load_id <> $1
       and q.kind = then_read.kind and q.code = then_read.code and q.released_by is null
       and not exists (
         select from ${quarantineTable} n
         where n.load_id = $1 and n.kind = q.kind and n.code = q.code
           and n.source_line = q.source_line)`,
    [loadId],
  );
  return rowCount ?? 0;
}
