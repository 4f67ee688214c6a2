import type { Client } from 'pg';
import { mergeNewest } from './merge-newest.ts';
import { mergeOlder, type OvertakenIndicator } from './merge-older.ts';
import { warehouseSchema } from './migrate.ts';
import { stagingTable } from './staging-area.ts';
import { dataSetTable } from './tables.ts';

export interface MergeCounts {
  /** Versions of figures that were not believed before. */
  readonly inserted: number;
  /** Versions that replaced another one. */
  readonly updated: number;
  /** Rows that say what the warehouse already held of that day. */
  readonly unchanged: number;
  /** Observations that the pull no longer holds. */
  readonly withdrawn: number;
}

/** A pull on its way into the warehouse. */
export interface Pull {
  readonly loadId: string;
  /** YYYY-MM-DD. */
  readonly ingestionDate: string;
}

export interface MergeRequest extends Pull {
  readonly indicators: readonly string[];
}

/** What changed of some indicators; the rest of their rows is unchanged. */
export type Changes = Omit<MergeCounts, 'unchanged'>;

/**
 * mergeStaged makes the warehouse believe the accepted rows of the pull, indicator by indicator, from
 * its ingestion date until the next pull of the indicator that is loaded, and changes nothing of any
 * other day. So the order in which pulls are loaded makes no difference, and the newest one, which
 * nothing follows, is what fact_observation holds. A rejected row protects the figure it would have
 * replaced. Runs in the caller's transaction, which must hold the publication lock.
 */
export async function mergeStaged(client: Client, request: MergeRequest): Promise<MergeCounts> {
  const accepted = await countAccepted(client);
  const overtaken = await findOvertaken(client, request);
  const older = new Set(overtaken.map(({ indicator }) => indicator));
  const newest = request.indicators.filter((indicator) => !older.has(indicator));
  const changes = [
    await mergeNewest(client, request, newest),
    await mergeOlder(client, request, overtaken),
  ];
  const sum = (count: keyof Changes): number =>
    changes.reduce((total, change) => total + change[count], 0);
  const [inserted, updated] = [sum('inserted'), sum('updated')];
  const unchanged = accepted - inserted - updated;
  return { inserted, updated, unchanged, withdrawn: sum('withdrawn') };
}

async function countAccepted(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from ${stagingTable} where reasons is null`,
  );
  return rows[0]?.count ?? 0;
}

/** Indicators of which a newer pull is loaded, each with the next one. */
async function findOvertaken(
  client: Client,
  { indicators, ingestionDate }: MergeRequest,
): Promise<OvertakenIndicator[]> {
  const { rows } = await client.query<{ indicator: string; date: string; load: string }>(
    `select distinct on (d.code) d.code as indicator, l.ingestion_date::text as date,
       l.load_id as load
     from ${dataSetTable} d join ${warehouseSchema}.load l using (load_id)
     where d.kind = 'indicator' and d.code = any ($1::text[]) and l.state = 'Loaded'
       and l.ingestion_date > $2::date
     order by d.code, l.ingestion_date, l.finished_at desc`,
    [indicators, ingestionDate],
  );
  return rows.map(({ indicator, date, load }) => ({
    indicator,
    next: { ingestionDate: date, loadId: load },
  }));
}
