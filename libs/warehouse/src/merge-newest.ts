import type { Client } from 'pg';
import type { Changes, Pull } from './merge.ts';
import { columnList, observationColumns, valueColumns, versionColumns } from './observation-row.ts';
import { stagingTable } from './staging-area.ts';
import { factTable, historyTable } from './tables.ts';

const names = observationColumns.map(({ name }) => name);
const values = valueColumns.map(({ name }) => name);
const version = versionColumns.join(', ');

/**
 * mergeNewest makes the fact table equal to the accepted rows of a pull that nothing follows: new
 * figures are inserted, changed ones replaced, those the pull no longer holds removed, and all others
 * left untouched. What was replaced or removed goes to the history.
 */
export async function mergeNewest(
  client: Client,
  { ingestionDate, loadId }: Pull,
  indicators: readonly string[],
): Promise<Changes> {
  const execute = async (text: string): Promise<number> =>
    (await client.query(text, [indicators, ingestionDate, loadId])).rowCount ?? 0;
  const withdrawn = await execute(withdrawal);
  await execute(keepCorrected);
  const updated = await execute(correction);
  return { withdrawn, updated, inserted: await execute(addition) };
}

const isSameFigure = `f.indicator_code = s.indicator_code and f.year = s.year
  and f.observation_key = s.observation_key`;

/** What a pull of the same day replaces was not the belief of any day. */
const keepReplaced = `
  insert into ${historyTable} (${version}, superseded_on, superseded_by)
  select ${version}, $2::date, $3 from replaced where ingestion_date < $2::date`;

const withdrawal = `
  with replaced as (
    delete from ${factTable} f where f.indicator_code = any ($1::text[]) and not exists (
      select from ${stagingTable} s
      where s.source_indicator = f.indicator_code and s.observation_key = f.observation_key
        and (s.year = f.year or s.reasons is not null))
    returning f.*
  ), kept as (${keepReplaced})
  select from replaced`;

/** Each joins both tables once: a change of many rows would be slow on the result of another statement. */
const isCorrected = `s.reasons is null and s.indicator_code = any ($1::text[])
  and f.indicator_code = any ($1::text[]) and ${isSameFigure}
  and (${columnList('f', values)}) is distinct from (${columnList('s', values)})`;

const keepCorrected = `
  insert into ${historyTable} (${version}, superseded_on, superseded_by)
  select ${columnList('f', versionColumns)}, $2::date, $3
  from ${factTable} f join ${stagingTable} s on ${isCorrected}
  where f.ingestion_date < $2::date`;

const correction = `
  update ${factTable} f
  set ${values.map((name) => `${name} = s.${name}`).join(', ')},
    ingestion_date = $2::date, load_id = $3, loaded_at = now()
  from ${stagingTable} s where ${isCorrected}`;

const addition = `
  insert into ${factTable} (${version})
  select ${columnList('s', names)}, $2::date, $3, now()
  from ${stagingTable} s
  where s.reasons is null and s.indicator_code = any ($1::text[])
    and not exists (
      select from ${factTable} f where f.indicator_code = any ($1::text[]) and ${isSameFigure})`;
