import type { Client } from 'pg';
import {
  observeCountry,
  type CountryAttributes,
  type CountryObservation,
  type CountryVersion,
} from './country-history.ts';
import { storableJson } from './copy-text.ts';
import { warehouseSchema } from './migrate.ts';
import { stagingTable } from './staging-area.ts';

/** A value of the COUNTRY dimension. */
export interface CountryValue {
  readonly code: string;
  readonly name: string;
  readonly regionCode: string | undefined;
  readonly regionName: string | undefined;
}

interface Region {
  readonly code: string;
  readonly name: string | undefined;
}

type Histories = ReadonlyMap<string, readonly CountryVersion[]>;

/**
 * mergeCountries brings the country histories up to date with one pull. The region printed in the
 * rows outweighs the dimension, which WHO updates later; where rows of several indicators disagree,
 * the most recently stored row has the newest classification. Returns the countries changed.
 */
export async function mergeCountries(
  client: Client,
  load: { readonly loadId: string; readonly ingestionDate: string },
  values: readonly CountryValue[],
): Promise<readonly string[]> {
  const histories = await readHistories(client);
  const regions = await readRegionsOfRows(client);
  const named = new Map(values.map((value) => [value.code, value]));
  const changed = new Map<string, readonly CountryVersion[]>();
  for (const code of new Set([...named.keys(), ...regions.keys()])) {
    const history = histories.get(code) ?? [];
    const attributes = attributesOf({
      code,
      history,
      value: named.get(code),
      region: regions.get(code),
    });
    const observation: CountryObservation = {
      attributes,
      date: load.ingestionDate,
      loadId: load.loadId,
    };
    const next = observeCountry(history, observation);
    if (next !== history) {
      changed.set(code, next);
    }
  }
  await replaceHistories(client, changed);
  return [...changed.keys()];
}

function attributesOf(known: {
  readonly code: string;
  readonly history: readonly CountryVersion[];
  readonly value: CountryValue | undefined;
  readonly region: Region | undefined;
}): CountryAttributes {
  const { code, history, value, region } = known;
  const last = history.at(-1);
  const name = value?.name ?? last?.name ?? code;
  if (region !== undefined) {
    return { name, regionCode: region.code, regionName: region.name };
  }
  const source = value ?? last;
  return { name, regionCode: source?.regionCode, regionName: source?.regionName };
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

async function readRegionsOfRows(client: Client): Promise<ReadonlyMap<string, Region>> {
  const { rows } = await client.query<{ country: string; code: string; name: string | null }>(
    `select distinct on (spatial_dim) spatial_dim as country, parent_location_code as code,
       max(parent_location) as name
     from ${stagingTable}
     where reasons is null and spatial_dim_type = 'COUNTRY' and parent_location_code is not null
     group by spatial_dim, parent_location_code
     order by spatial_dim, max(source_updated_at) desc nulls last, count(*) desc, code`,
  );
  return new Map(
    rows.map(({ country, code, name }) => [country, { code, name: name ?? undefined }]),
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
