import type { Client } from 'pg';
import { warehouseSchema } from './migrate.ts';
import { observationColumns, valueColumns } from './observation-row.ts';
import { stagingTable } from './staging-area.ts';

export interface MergeCounts {
  readonly inserted: number;
  readonly updated: number;
  /** Rows that the warehouse already held, or that a newer pull has overtaken. */
  readonly unchanged: number;
  /** Observations that the pull no longer holds. */
  readonly withdrawn: number;
}

export interface MergeRequest {
  readonly loadId: string;
  /** YYYY-MM-DD. */
  readonly ingestionDate: string;
  readonly indicators: readonly string[];
}

const factTable = `${warehouseSchema}.fact_observation`;

const isSameFigure = `f.indicator_code = s.indicator_code and f.year = s.year
  and f.observation_key = s.observation_key`;

/**
 * mergeStaged makes the fact table equal to the accepted rows of the pull, indicator by indicator:
 * new figures are inserted, changed ones replaced, those the pull no longer holds removed (the raw
 * zone keeps every pull), and all others left untouched. A rejected row protects the figure it
 * would have replaced. Indicators of which a newer pull is loaded are left alone. Runs in the
 * caller's transaction, which must hold the publication lock.
 */
export async function mergeStaged(client: Client, request: MergeRequest): Promise<MergeCounts> {
  const current = await currentIndicators(client, request);
  const accepted = await countAccepted(client);
  const withdrawn = await withdraw(client, current);
  const updated = await update(client, request, current);
  const inserted = await insert(client, request, current);
  return { inserted, updated, unchanged: accepted - inserted - updated, withdrawn };
}

async function currentIndicators(client: Client, request: MergeRequest): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(
    `select code from unnest($1::text[]) as code
     where not exists (
       select from ${warehouseSchema}.load_indicator i join ${warehouseSchema}.load l using (load_id)
       where i.indicator_code = code and l.state = 'Loaded' and l.ingestion_date > $2::date)`,
    [request.indicators, request.ingestionDate],
  );
  return rows.map(({ code }) => code);
}

async function countAccepted(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from ${stagingTable} where reasons is null`,
  );
  return rows[0]?.count ?? 0;
}

async function withdraw(client: Client, indicators: readonly string[]): Promise<number> {
  const { rowCount } = await client.query(
    `delete from ${factTable} f where f.indicator_code = any ($1::text[]) and not exists (
       select from ${stagingTable} s
       where s.source_indicator = f.indicator_code and s.observation_key = f.observation_key
         and (s.year = f.year or s.reasons is not null))`,
    [indicators],
  );
  return rowCount ?? 0;
}

async function update(
  client: Client,
  { loadId, ingestionDate }: MergeRequest,
  indicators: readonly string[],
): Promise<number> {
  const names = valueColumns.map(({ name }) => name);
  const listOf = (alias: string): string => names.map((name) => `${alias}.${name}`).join(', ');
  const { rowCount } = await client.query(
    `update ${factTable} f
     set ${names.map((name) => `${name} = s.${name}`).join(', ')},
       ingestion_date = $2::date, load_id = $3, loaded_at = now()
     from ${stagingTable} s
     where s.reasons is null and s.indicator_code = any ($1::text[]) and ${isSameFigure}
       and f.indicator_code = any ($1::text[])
       and (${listOf('f')}) is distinct from (${listOf('s')})`,
    [indicators, ingestionDate, loadId],
  );
  return rowCount ?? 0;
}

async function insert(
  client: Client,
  { loadId, ingestionDate }: MergeRequest,
  indicators: readonly string[],
): Promise<number> {
  const names = observationColumns.map(({ name }) => name);
  const { rowCount } = await client.query(
    `insert into ${factTable} (${names.join(', ')}, ingestion_date, load_id, loaded_at)
     select ${names.map((name) => `s.${name}`).join(', ')}, $2::date, $3, now()
     from ${stagingTable} s
     where s.reasons is null and s.indicator_code = any ($1::text[])
       and not exists (
         select from ${factTable} f where f.indicator_code = any ($1::text[]) and ${isSameFigure})`,
    [indicators, ingestionDate, loadId],
  );
  return rowCount ?? 0;
}
