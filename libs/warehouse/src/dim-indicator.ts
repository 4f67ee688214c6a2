import type { Client } from 'pg';
import { storableJson } from './copy-text.ts';
import { warehouseSchema } from './migrate.ts';

/** A row of the catalogue. */
export interface IndicatorValue {
  readonly code: string;
  readonly name: string;
  readonly language: string;
}

/** mergeIndicators takes over new and changed names, unless they came from a newer pull. */
export async function mergeIndicators(
  client: Client,
  load: { readonly loadId: string; readonly ingestionDate: string },
  values: readonly IndicatorValue[],
): Promise<number> {
  const { rowCount } = await client.query(
    `insert into ${warehouseSchema}.dim_indicator as d
       (indicator_code, indicator_name, language, load_id, updated_at)
     select v->>'code', v->>'name', v->>'language', $1, now()
     from jsonb_array_elements($3::jsonb) as v
     on conflict (indicator_code) do update
     set indicator_name = excluded.indicator_name, language = excluded.language,
       load_id = excluded.load_id, updated_at = excluded.updated_at
     where (d.indicator_name, d.language) is distinct from
         (excluded.indicator_name, excluded.language)
       and not exists (
         select from ${warehouseSchema}.load l
         where l.load_id = d.load_id and l.ingestion_date > $2::date)`,
    [load.loadId, load.ingestionDate, storableJson(values)],
  );
  return rowCount ?? 0;
}
