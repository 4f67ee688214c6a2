import type { Client } from 'pg';
import type { Changes, Pull } from './merge.ts';
import { columnList, observationColumns, versionColumns } from './observation-row.ts';
import { stagingTable } from './staging-area.ts';
import { factTable, historyTable } from './tables.ts';

/** An indicator of which newer pulls are loaded, with the next of them. */
export interface OvertakenIndicator {
  readonly indicator: string;
  readonly next: Pull;
}

/**
 * mergeOlder changes what is believed of the days from a pull until the next one, and of no other
 * day. A version of those days which the pull contradicts is cut: one part of it ends at the pull,
 * another begins at the next pull, and the pull's own version fills the gap. The figures in the fact
 * table stay as they are; one may turn out to be believed for a shorter time than it seemed.
 */
export async function mergeOlder(
  client: Client,
  { ingestionDate, loadId }: Pull,
  overtaken: readonly OvertakenIndicator[],
): Promise<Changes> {
  if (overtaken.length === 0) return { inserted: 0, updated: 0, withdrawn: 0 };
  const execute = async (text: string, parameters: unknown[] = []): Promise<number> =>
    (await client.query(text, parameters)).rowCount ?? 0;
  await execute(`create temporary table overtaken_indicator (
    indicator_code text primary key, next_date date, next_load text) on commit drop`);
  await execute(
    `insert into ${overtakenTable} select * from unnest($1::text[], $2::date[], $3::text[])`,
    [
      overtaken.map(({ indicator }) => indicator),
      overtaken.map(({ next }) => next.ingestionDate),
      overtaken.map(({ next }) => next.loadId),
    ],
  );
  const contradicted = await execute(findContradicted, [ingestionDate]);
  await execute(removeFromHistory);
  await execute(keepPartBefore, [ingestionDate, loadId]);
  await execute(keepPartAfter);
  await execute(shortenCurrent);
  const written = await execute(fillGaps, [ingestionDate, loadId]);
  const withdrawn = await execute(findWithdrawn);
  const updated = contradicted - withdrawn;
  return { inserted: written - updated, updated, withdrawn };
}

const overtakenTable = 'pg_temp.overtaken_indicator';
const contradictedTable = 'pg_temp.contradicted_version';
const version = versionColumns.join(', ');
const content = observationColumns.map(({ name }) => name);

/** A rejected row contradicts nothing. */
const findContradicted = `
  create temporary table contradicted_version on commit drop as
  select b.*, o.next_date, o.next_load
  from (
    select ${version}, superseded_on, superseded_by from ${historyTable}
    where superseded_on > $1::date
    union all
    select ${version}, null, null from ${factTable}
  ) b join ${overtakenTable} o using (indicator_code)
  where b.ingestion_date <= $1::date and not exists (
    select from ${stagingTable} s
    where s.source_indicator = b.indicator_code and s.observation_key = b.observation_key
      and (s.reasons is not null or (${columnList('s', content)}) is not distinct from (${columnList('b', content)})))`;

const removeFromHistory = `
  delete from ${historyTable} h using ${contradictedTable} c
  where h.observation_key = c.observation_key and h.ingestion_date = c.ingestion_date`;

const keepPartBefore = `
  insert into ${historyTable} (${version}, superseded_on, superseded_by)
  select ${version}, $1::date, $2 from ${contradictedTable} where ingestion_date < $1::date`;

const keepPartAfter = `
  insert into ${historyTable} (${version}, superseded_on, superseded_by)
  select ${content.join(', ')}, next_date, next_load, now(), superseded_on, superseded_by
  from ${contradictedTable} where superseded_on > next_date`;

const shortenCurrent = `
  update ${factTable} f set ingestion_date = c.next_date, load_id = c.next_load, loaded_at = now()
  from ${contradictedTable} c
  where c.superseded_on is null and f.indicator_code = c.indicator_code and f.year = c.year
    and f.observation_key = c.observation_key`;

const fillGaps = `
  insert into ${historyTable} (${version}, superseded_on, superseded_by)
  select ${columnList('s', content)}, $1::date, $2, now(), o.next_date, o.next_load
  from ${stagingTable} s join ${overtakenTable} o using (indicator_code)
  where s.reasons is null
    and not exists (
      select from ${historyTable} h
      where h.observation_key = s.observation_key
        and h.ingestion_date <= $1::date and h.superseded_on > $1::date)
    and not exists (
      select from ${factTable} f
      where f.observation_key = s.observation_key and f.indicator_code = s.indicator_code
        and f.ingestion_date <= $1::date)`;

const findWithdrawn = `
  select from ${contradictedTable} c where not exists (
    select from ${stagingTable} s
    where s.source_indicator = c.indicator_code and s.observation_key = c.observation_key)`;
