import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GhoResource } from '@gho-platform/gho';
import { readArtifact, startPlatform, type Platform, type Warehouse } from './platform.ts';
import { listRecordings, publishIndicator, publishRows, readRecording } from './raw-data.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const november = '2025-11-01';
const june = '2026-06-01';

const reference: readonly (readonly [string, GhoResource])[] = [
  ['DIMENSION_COUNTRY', { kind: 'dimension', code: 'COUNTRY' }],
  ['DIMENSION_REGION', { kind: 'dimension', code: 'REGION' }],
  ['Indicator', { kind: 'catalogue', code: 'Indicator' }],
];

describe('transform of recorded WHO data', () => {
  let platform: Platform;
  let warehouse: Warehouse;
  /** Rows recorded of each indicator in the June pull; older recordings stand in for missing ones. */
  const recordedRows = new Map<string, number>();
  let first: EndedStage;

  beforeAll(async () => {
    platform = await startPlatform();
    warehouse = await platform.createWarehouse();
    await warehouse.client.query('create role gho_builder login');
    for (const name of (await listRecordings()).filter(
      (found) => found !== '2025-11/WHOSIS_000001',
    )) {
      const rows = await readRecording(name);
      await publishIndicator(platform, june, rows);
      recordedRows.set(name.split('/')[1] ?? '', rows.length);
    }
    const life = await readRecording('2025-11/WHOSIS_000001');
    await publishIndicator(platform, november, life);
    for (const [name, dataset] of reference) {
      const rows = await readRecording(`metadata/${name}`);
      await publishRows(platform, { dataset, ingestionDate: june }, rows);
    }
    await runTransform(warehouse, {
      runUid: 'run-november',
      ingestionDate: november,
      indicators: ['WHOSIS_000001'],
    });
    first = await runTransform(warehouse, {
      runUid: 'run-june',
      ingestionDate: june,
      indicators: [...recordedRows.keys()],
    });
  });

  afterAll(async () => {
    await platform.stop();
  });

  it('raises no false alarm', () => {
    expect(first).toMatchObject({
      exitCode: 0,
      result: { quality: { checks: 37, passed: 37, warned: 0, failed: 0 } },
    });
    expect(first.result.rows?.rejected).toBe(0);
  });

  it('holds every row of the pull', async () => {
    const total = [...recordedRows.values()].reduce((sum, rows) => sum + rows, 0);
    expect(await warehouse.value('select count(*)::int from warehouse.fact_observation')).toBe(
      total,
    );
    const counted = await warehouse.rows(
      'select indicator_code as code, count(*)::int as rows from warehouse.fact_observation group by 1',
    );
    expect(new Map(counted.map(({ code, rows }) => [code, rows]))).toEqual(recordedRows);
  });

  it('says in its result what it did', async () => {
    const total = [...recordedRows.values()].reduce((sum, rows) => sum + rows, 0);
    const { outputs, rows } = first.result;
    expect(outputs).toEqual({
      loadId: 'run-june/1',
      ingestionDate: june,
      warehouseSchema: 'warehouse',
      qualityReport: 'reports/run-june/quality.json',
      qualityPage: 'reports/run-june/quality.html',
    });
    // Life expectancy was there since November; only Indonesia's region changed (66 rows).
    expect(rows).toEqual({
      read: total,
      written: total - 12_936 + 66,
      rejected: 0,
      unchanged: 12_936 - 66,
    });
    expect(await readArtifact(platform, 'reports/run-june/quality.json')).toMatchObject({
      loadId: 'run-june/1',
      verdict: 'Passed',
      rows: { read: total, accepted: total },
      executionErrors: [],
    });
  });

  it('keeps values, periods and source times', async () => {
    expect(
      await warehouse.rows(
        `select year, time_dimension_value, time_begin::text, time_end::text, value_text,
           numeric_value, source_updated_at::text
         from warehouse.fact_observation
         where indicator_code = 'HWF_0001' and spatial_dim_type = 'GLOBAL'`,
      ),
    ).toEqual([
      expect.objectContaining({
        year: 2024,
        time_dimension_value: '2016-2024',
        time_begin: '2016-01-01',
        time_end: '2024-12-31',
        source_updated_at: '2026-03-11 07:54:21.983+00',
      }),
    ]);
    const [thailand] = await warehouse.rows(
      `select numeric_value, low, high, value_text, dim1 from warehouse.fact_observation
       where indicator_code = 'WHOSIS_000001' and spatial_dim = 'THA' and year = 2011
         and dim1 = 'SEX_MLE'`,
    );
    expect(thailand).toEqual({
      numeric_value: 72.50169638,
      low: 72.02904675,
      high: 72.96745196,
      value_text: '72.5 [72.0-73.0]',
      dim1: 'SEX_MLE',
    });
  });

  it('keeps the quartiles that PostgreSQL itself finds', async () => {
    expect(
      await warehouse.rows(
        `select i.indicator_code
         from warehouse.load_indicator i
         join (
           select indicator_code, count(numeric_value) as found,
             percentile_cont(array[0.25, 0.5, 0.75]) within group (order by numeric_value) as q
           from warehouse.fact_observation group by 1
         ) f using (indicator_code)
         where i.load_id = 'run-june/1' and (
           i.numeric_values <> f.found or abs(i.lower_quartile - f.q[1]) > 1e-9
           or abs(i.median - f.q[2]) > 1e-9 or abs(i.upper_quartile - f.q[3]) > 1e-9)`,
      ),
    ).toEqual([]);
    expect(
      await warehouse.value(
        `select count(median)::int from warehouse.load_indicator where load_id = 'run-june/1'`,
      ),
    ).toBe(recordedRows.size);
  });

  it('has a partition for every year and nothing outside them', async () => {
    const partitions = await warehouse.rows(
      `select inhrelid::regclass::text as name from pg_inherits
       where inhparent = 'warehouse.fact_observation'::regclass order by 1`,
    );
    expect(partitions).toHaveLength(2024 - 1990 + 1);
    expect(partitions[0]).toEqual({ name: 'warehouse.fact_observation_y1990' });
  });

  it('keeps Indonesia where it was: the recordings are of several days and disagree', async () => {
    expect(
      await warehouse.rows(
        `select country_name, who_region_code, who_region_name, valid_from::text, valid_to::text,
           is_current
         from warehouse.dim_country where country_code = 'IDN' order by valid_from`,
      ),
    ).toEqual([
      {
        country_name: 'IDN',
        who_region_code: 'SEAR',
        who_region_name: 'South-East Asia',
        valid_from: november,
        valid_to: june,
        is_current: false,
      },
      {
        country_name: 'Indonesia',
        who_region_code: 'SEAR',
        who_region_name: 'South-East Asia',
        valid_from: june,
        valid_to: null,
        is_current: true,
      },
    ]);
    expect(
      await warehouse.value('select count(*)::int from warehouse.dim_country where is_current'),
    ).toBeGreaterThanOrEqual(234);
  });

  it('names every loaded indicator', async () => {
    expect(
      await warehouse.value(
        `select count(*)::int from (select distinct indicator_code from warehouse.fact_observation) f
         join warehouse.dim_indicator using (indicator_code)`,
      ),
    ).toBe(recordedRows.size);
  });

  it('lets the builder of analytics read', async () => {
    expect(
      await warehouse.rows(
        `select has_table_privilege('gho_builder', c.oid, 'select') as may_read,
           has_table_privilege('gho_builder', c.oid, 'insert') as may_write
         from pg_class c where c.relnamespace = 'warehouse'::regnamespace and c.relkind in ('r', 'p')
         group by 1, 2`,
      ),
    ).toEqual([{ may_read: true, may_write: false }]);
  });

  it('types the values of all dimensions that observations have', async () => {
    const slots = ['dim1', 'dim2', 'dim3', 'data_source_dim'].map(
      (slot) => `select ${slot}_type as dimension_code, ${slot} as value_code
        from warehouse.fact_observation where ${slot} is not null`,
    );
    expect(
      await warehouse.rows(
        `select dimension_code, value_code from (${slots.join(' union ')}) used
         except select dimension_code, value_code from warehouse.dim_value`,
      ),
    ).toEqual([]);
    expect(
      await warehouse.rows(
        `select value_code as code, sex, age_from_years as from, age_to_years as to
         from warehouse.dim_value where dimension_code in ('SEX', 'AGEGROUP') order by 1`,
      ),
    ).toEqual([
      { code: 'AGEGROUP_YEARS30-69', sex: null, from: 30, to: 69 },
      { code: 'SEX_BTSX', sex: 'both', from: null, to: null },
      { code: 'SEX_FMLE', sex: 'female', from: null, to: null },
      { code: 'SEX_MLE', sex: 'male', from: null, to: null },
    ]);
  });

  it('lets the loads reach their end', async () => {
    expect(await warehouse.rows('select load_id, state from warehouse.load order by 1')).toEqual([
      { load_id: 'run-june/1', state: 'Loaded' },
      { load_id: 'run-november/1', state: 'Loaded' },
    ]);
  });

  it('changes nothing when the same data come again', async () => {
    const before = await fingerprint(warehouse);
    const again = await runTransform(warehouse, {
      runUid: 'run-june',
      attempt: 2,
      ingestionDate: june,
      indicators: [...recordedRows.keys()],
    });
    const { read } = first.result.rows ?? {};
    expect(again).toMatchObject({
      exitCode: 0,
      result: { rows: { read, written: 0, rejected: 0, unchanged: read } },
    });
    expect(await fingerprint(warehouse)).toEqual(before);
  });

  it('lets an older pull change nothing that is newer', async () => {
    const before = await fingerprint(warehouse);
    const late = await runTransform(warehouse, {
      runUid: 'run-november-again',
      ingestionDate: november,
      indicators: ['WHOSIS_000001'],
    });
    expect(late).toMatchObject({
      exitCode: 0,
      result: { rows: { read: 12_936, written: 0, unchanged: 12_936 } },
    });
    expect(await fingerprint(warehouse)).toEqual(before);
  });
});

/** Every stored byte of observations and dimensions, digested. */
async function fingerprint(warehouse: Warehouse): Promise<Record<string, unknown>[]> {
  return warehouse.rows(`
    select 'fact' as of, count(*)::int, md5(string_agg(f::text, '' order by f.observation_key))
    from warehouse.fact_observation f
    union all
    select 'country', count(*)::int, md5(string_agg(c::text, '' order by country_code, valid_from))
    from warehouse.dim_country c
    union all
    select 'indicator', count(*)::int, md5(string_agg(i::text, '' order by indicator_code))
    from warehouse.dim_indicator i`);
}
