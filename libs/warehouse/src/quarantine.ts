import type { Client } from 'pg';
import { warehouseSchema } from './migrate.ts';
import { stagingTable } from './staging-area.ts';

/**
 * releaseQuarantine marks rows that earlier loads of the same pull had set aside and that this load
 * accepts. A row is known by its line in the same bytes of the raw zone. Returns how many entries were
 * marked. Runs in the caller's transaction, after the indicators of the load were recorded.
 */
export async function releaseQuarantine(client: Client, loadId: string): Promise<number> {
  const { rowCount } = await client.query(
    `update ${warehouseSchema}.quarantine q set released_by = $1, released_at = now()
     from ${warehouseSchema}.load now_load
     join ${warehouseSchema}.load_indicator now_read using (load_id)
     join ${warehouseSchema}.load_indicator then_read
       on then_read.indicator_code = now_read.indicator_code
         and then_read.source_sha256 = now_read.source_sha256
     join ${warehouseSchema}.load then_load
       on then_load.load_id = then_read.load_id
         and then_load.ingestion_date = now_load.ingestion_date
     join ${stagingTable} s on s.source_indicator = now_read.indicator_code and s.reasons is null
     where now_load.load_id = $1 and q.load_id = then_read.load_id and q.load_id <> $1
       and q.indicator_code = s.source_indicator and q.source_line = s.source_line
       and q.released_by is null`,
    [loadId],
  );
  return rowCount ?? 0;
}
