import type { Distribution } from './evidence.ts';
import { warehouseSchema } from './migrate.ts';
import type { WarehouseSession } from './session.ts';

/** PreviousLoad is what the last good load of an indicator knew about it. */
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

/** lastGoodLoads returns what the newest published load of each indicator, up to that day, read. */
export async function lastGoodLoads(
  session: WarehouseSession,
  ingestionDate: string,
  indicators: readonly string[],
): Promise<ReadonlyMap<string, PreviousLoad>> {
  const { rows } = await session.run('read what earlier loads knew', (client) =>
    client.query<PreviousRow>(
      `select distinct on (i.indicator_code) i.indicator_code as code, i.rows_read::integer as rows,
         i.numeric_values::integer as values, i.lower_quartile as lower, i.median,
         i.upper_quartile as upper
       from ${warehouseSchema}.load_indicator i join ${warehouseSchema}.load l using (load_id)
       where l.state = 'Loaded' and l.ingestion_date <= $1::date
         and i.indicator_code = any ($2::text[])
       order by i.indicator_code, l.ingestion_date desc, l.finished_at desc`,
      [ingestionDate, indicators],
    ),
  );
  return new Map(rows.map((row) => [row.code, { rows: row.rows, distribution: bind(row) }]));
}

function bind({ values, lower, median, upper }: PreviousRow): Distribution | undefined {
  return values === null || lower === null || median === null || upper === null
    ? undefined
    : { values, lowerQuartile: lower, median, upperQuartile: upper };
}
