import type { Client } from 'pg';
import { observeCountry, type CountryAttributes, type CountryVersion } from './country-history.ts';
import { decideRegion, type Region } from './country-region.ts';
import { storableJson } from './copy-text.ts';
import { warehouseSchema } from './migrate.ts';
import { stagingTable } from './staging-area.ts';

const dimensionTable = `${warehouseSchema}.country_dimension`;

/** A value of the COUNTRY dimension. */
export interface CountryValue {
  readonly code: string;
  readonly name: string;
  readonly regionCode: string | undefined;
  readonly regionName: string | undefined;
}

interface Load {
  readonly loadId: string;
  readonly ingestionDate: string;
}

type Histories = ReadonlyMap<string, readonly CountryVersion[]>;

/**
 * mergeCountries brings the country histories up to date with one pull; `decideRegion` tells whose
 * word counts for the region. Returns the countries changed.
 */
export async function mergeCountries(
  client: Client,
  load: Load,
  values: readonly CountryValue[],
): Promise<readonly string[]> {
  const histories = await readHistories(client);
  const regions = await readRegionsOfRows(client);
  const dimension = await readDimension(client);
  const named = new Map(values.map((value) => [value.code, value]));
  const changed = new Map<string, readonly CountryVersion[]>();
  for (const code of new Set([...named.keys(), ...regions.keys()])) {
    const history = histories.get(code) ?? [];
    const value = named.get(code);
    const known = versionBefore(history, load);
    const region = decideRegion({
      known: known && regionOf(known),
      rows: regions.get(code),
      dimension: value && regionOf(value),
      earlierDimension: dimension.get(code),
    });
    const next = observeCountry(history, {
      attributes: {
        name: value?.name ?? known?.name ?? code,
        regionCode: region.code,
        regionName: region.name,
      },
      date: load.ingestionDate,
      loadId: load.loadId,
    });
    if (next !== history) {
      changed.set(code, next);
    }
  }
  await replaceHistories(client, changed);
  await rememberDimension(client, load, values);
  return [...changed.keys()];
}

/** The version that a pull would change: the last one, or the first for a pull from before it. */
function versionBefore(
  history: readonly CountryVersion[],
  { ingestionDate }: Load,
): CountryVersion | undefined {
  const first = history[0];
  return first !== undefined && ingestionDate < first.validFrom ? first : history.at(-1);
}

function regionOf({ regionCode, regionName }: Omit<CountryAttributes, 'name'>): Region {
  return { code: regionCode, name: regionName };
}

async function readHistories(client: Client): Promise<Histories> {
  const { rows } = await client.query<Record<string, string | null>>(
    `select country_code, country_name, who_region_code, who_region_name, valid_from::text,
       valid_to::text, load_id
     from ${warehouseSchema}.dim_country order by country_code, valid_from`,
  );
  const histories = new Map<string, CountryVersion[]>();
  for (const row of rows) {
    const code = row.country_code ?? '';
    const history = histories.get(code) ?? [];
    histories.set(code, history);
    history.push({
      name: row.country_name ?? '',
      regionCode: row.who_region_code ?? undefined,
      regionName: row.who_region_name ?? undefined,
      validFrom: row.valid_from ?? '',
      validTo: row.valid_to ?? undefined,
      loadId: row.load_id ?? '',
    });
  }
  return histories;
}

/** Several regions of a country are printed when its indicators were stored on different days. */
async function readRegionsOfRows(
  client: Client,
): Promise<ReadonlyMap<string, Region & { readonly isAgreed: boolean }>> {
  const { rows } = await client.query<{
    country: string;
    code: string;
    name: string | null;
    agreed: boolean;
  }>(
    `select distinct on (spatial_dim) spatial_dim as country, parent_location_code as code,
       max(parent_location) as name, count(*) over (partition by spatial_dim) = 1 as agreed
     from ${stagingTable}
     where reasons is null and spatial_dim_type = 'COUNTRY' and parent_location_code is not null
     group by spatial_dim, parent_location_code
     order by spatial_dim, max(source_updated_at) desc nulls last, count(*) desc, code`,
  );
  return new Map(
    rows.map(({ country, code, name, agreed }) => [
      country,
      { code, name: name ?? undefined, isAgreed: agreed },
    ]),
  );
}

async function readDimension(client: Client): Promise<ReadonlyMap<string, Region>> {
  const { rows } = await client.query<Record<string, string | null>>(
    `select country_code, who_region_code, who_region_name from ${dimensionTable}`,
  );
  return new Map(
    rows.map((row) => [
      row.country_code ?? '',
      { code: row.who_region_code ?? undefined, name: row.who_region_name ?? undefined },
    ]),
  );
}

/** An older pull does not make us forget what a newer one said. */
async function rememberDimension(
  client: Client,
  { loadId, ingestionDate }: Load,
  values: readonly CountryValue[],
): Promise<void> {
  await client.query(
    `insert into ${dimensionTable} as known
       (country_code, who_region_code, who_region_name, ingestion_date, load_id)
     select v->>'code', v->>'regionCode', v->>'regionName', $1::date, $2
     from jsonb_array_elements($3::jsonb) as v
     on conflict (country_code) do update
     set who_region_code = excluded.who_region_code, who_region_name = excluded.who_region_name,
       ingestion_date = excluded.ingestion_date, load_id = excluded.load_id
     where known.ingestion_date <= excluded.ingestion_date`,
    [ingestionDate, loadId, storableJson(values)],
  );
}

async function replaceHistories(client: Client, changed: Histories): Promise<void> {
  await client.query(
    `delete from ${warehouseSchema}.dim_country where country_code = any ($1::text[])`,
    [[...changed.keys()]],
  );
  const versions = [...changed].flatMap(([country, history]) =>
    history.map((version) => ({ country, ...version })),
  );
  await client.query(
    `insert into ${warehouseSchema}.dim_country (country_code, country_name, who_region_code,
       who_region_name, valid_from, valid_to, load_id)
     select v->>'country', v->>'name', v->>'regionCode', v->>'regionName',
       (v->>'validFrom')::date, (v->>'validTo')::date, v->>'loadId'
     from jsonb_array_elements($1::jsonb) as v`,
    [storableJson(versions)],
  );
}
