import type { DataSetEvidence, Distribution } from './evidence.ts';
import { warehouseSchema } from './migrate.ts';
import type { WarehouseSession } from './session.ts';
import { dataSetTable } from './tables.ts';

/** PreviousLoad is what the last good load of a data set knew about it. */
export interface PreviousLoad {
  /** Rows read. */
  readonly rows: number;
  /** Of its numbers; absent when it had none. */
  readonly distribution: Distribution | undefined;
}

interface PreviousRow {
  readonly code: string;
  readonly rows: number;
  readonly values: number | null;
  readonly lower: number | null;
  readonly median: number | null;
  readonly upper: number | null;
}

export interface LastGoodLoadsRequest {
  /** Day up to which loads count, `YYYY-MM-DD`. */
  readonly ingestionDate: string;
  readonly kind: DataSetEvidence['kind'];
  readonly codes: readonly string[];
}

/** lastGoodLoads returns what the newest published load of each data set read, by code. */
export async function lastGoodLoads(
  session: WarehouseSession,
  { ingestionDate, kind, codes }: LastGoodLoadsRequest,
): Promise<ReadonlyMap<string, PreviousLoad>> {
  const { rows } = await session.run('read what earlier loads knew', (client) =>
    client.query<PreviousRow>(
      `select distinct on (d.code) d.code, d.rows_read::integer as rows,
         d.numeric_values::integer as values, d.lower_quartile as lower, d.median,
         d.upper_quartile as upper
       from ${dataSetTable} d join ${warehouseSchema}.load l using (load_id)
       where l.state = 'Loaded' and l.ingestion_date <= $1::date
         and d.kind = $2 and d.code = any ($3::text[])
       order by d.code, l.ingestion_date desc, l.finished_at desc`,
      [ingestionDate, kind, codes],
    ),
  );
  return new Map(rows.map((row) => [row.code, { rows: row.rows, distribution: bind(row) }]));
}

function bind({ values, lower, median, upper }: PreviousRow): Distribution | undefined {
  return values === null || lower === null || median === null || upper === null
    ? undefined
    : { values, lowerQuartile: lower, median, upperQuartile: upper };
}
