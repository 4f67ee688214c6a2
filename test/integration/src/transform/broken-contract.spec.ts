import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fields } from '@gho-platform/gho';
import {
  readArtifact,
  readArtifactText,
  startPlatform,
  type Platform,
  type Warehouse,
} from './platform.ts';
import { publishIndicator, publishRows } from './raw-data.ts';
import { makeRow, makeRows } from './row-builder.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const indicators = ['WHOSIS_000001'];
const days = Array.from({ length: 28 }, (_, day) => `2026-03-${String(day + 1).padStart(2, '0')}`);

/** Life expectancies from 60 up to 79.9 years. */
function yearsOf(index: number): { NumericValue: number; Low: null; High: null } {
  return { NumericValue: 60 + index / 10, Low: null, High: null };
}

describe('transform of data that break their contract', () => {
  let platform: Platform;
  let warehouse: Warehouse;

  beforeAll(async () => {
    platform = await startPlatform();
  });

  beforeEach(async () => {
    warehouse = await platform.createWarehouse();
  });

  afterAll(async () => {
    await platform.stop();
  });

  async function load(runUid: string, rows: readonly Fields[]): Promise<EndedStage> {
    const ingestionDate = days.shift() ?? '';
    await publishIndicator(platform, ingestionDate, rows);
    return runTransform(warehouse, { runUid, ingestionDate, indicators });
  }

  it('exits 65, leaves every observation as it was and keeps the evidence', async () => {
    await load('run-good', makeRows(1000));
    const bad = await load(
      'run-bad',
      makeRows(1000, (index) => (index < 40 ? { NumericValue: 72.5 } : { NumericValue: 70.5 })),
    );
    expect(bad.exitCode).toBe(65);
    expect(bad.result).toMatchObject({
      reason: 'DataQualityFailed',
      message:
        '1 of 17 checks failed: interval_contains_value (40 rows of WHOSIS_000001, allowed 10)',
      rows: { read: 1000, written: 0, rejected: 40, unchanged: 0 },
      quality: {
        checks: 17,
        passed: 16,
        failed: 1,
        worst: [
          {
            check: 'interval_contains_value',
            severity: 'Quarantine',
            outcome: 'Failed',
            rows: 40,
            examples: [
              'C0000 2016 SEX_BTSX: 72.5 not in [69, 71]',
              'C0001 2016 SEX_BTSX: 72.5 not in [69, 71]',
              'C0002 2016 SEX_BTSX: 72.5 not in [69, 71]',
            ],
          },
        ],
      },
    });
    expect(
      await warehouse.rows(
        'select load_id, numeric_value, count(*)::int from warehouse.fact_observation group by 1, 2',
      ),
    ).toEqual([{ load_id: 'run-good/1', numeric_value: 70.1, count: 1000 }]);
    expect(
      await warehouse.rows(
        `select state, rows_read::int, rows_loaded::int, rows_rejected::int,
           finished_at is not null as finished
         from warehouse.load where load_id = 'run-bad/1'`,
      ),
    ).toEqual([
      { state: 'Rejected', rows_read: 1000, rows_loaded: 0, rows_rejected: 40, finished: true },
    ]);
    expect(
      await warehouse.rows(
        `select outcome, count(*)::int, sum(rows_failed)::int as failed
         from warehouse.quality_result where load_id = 'run-bad/1' group by 1 order by 1`,
      ),
    ).toEqual([
      { outcome: 'Failed', count: 1, failed: 40 },
      { outcome: 'Passed', count: 16, failed: 0 },
    ]);
    expect(
      await warehouse.value(
        `select count(*)::int from warehouse.quarantine where load_id = 'run-bad/1'`,
      ),
    ).toBe(40);
    expect(await readArtifact(platform, 'reports/run-bad/quality.json')).toMatchObject({
      verdict: 'Failed',
    });
  });

  it('catches every kind of dirt and counts it exactly', async () => {
    const dirt: Fields[] = [
      { SpatialDim: null },
      { TimeDim: null },
      { NumericValue: 'seventy' },
      { Value: 'nul\u0000byte' },
      { Comments: 'half a \uD800 pair', Low: 'low' },
      { Date: '2024-02-31T00:00:00+01:00' },
      { TimeDim: 2061 },
      { TimeDim: 20_166, TimeDimensionValue: '20166' },
      { SpatialDimType: 'PLANET' },
      { ParentLocationCode: 'MARS' },
      { NumericValue: 701, Low: null, High: null },
      { NumericValue: 36.9, Low: 39.67, High: 50.29 },
      { Low: 71, High: 69 },
      { Value: ' -   ', NumericValue: 0, Low: null, High: null },
    ];
    const outcome = await load('run-dirt', [
      ...makeRows(1000),
      ...dirt.map((fields, index) => makeRow({ SpatialDim: `D${index}`, ...fields })),
    ]);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.result.rows).toEqual({
      read: 1014,
      written: 1000,
      rejected: 14,
      unchanged: 0,
    });
    const counted = await warehouse.rows(
      `select check_name, rows_failed::int as rows from warehouse.quality_result
       where rows_failed > 0`,
    );
    expect(Object.fromEntries(counted.map((row) => [row.check_name, row.rows]))).toEqual({
      required_fields: 2,
      field_types: 4,
      time_sanity: 2,
      known_spatial_dimension: 1,
      known_who_region: 1,
      // The false zero is no possible life expectancy either.
      numeric_range: 2,
      interval_contains_value: 2,
      false_zero: 1,
    });
    expect(await warehouse.value('select count(*)::int from warehouse.quarantine')).toBe(14);
    expect(
      await warehouse.rows(
        `select reasons from warehouse.quarantine where record->>'SpatialDim' = 'D13'`,
      ),
    ).toEqual([{ reasons: ['numeric_range:OutOfRange', 'false_zero:FalseZero'] }]);
  });

  it('stops a pull that lost more rows than a source loses', async () => {
    await load('run-full', makeRows(100));
    const cut = await load('run-cut', makeRows(100).slice(0, 70));
    expect(cut).toMatchObject({
      exitCode: 65,
      result: {
        message: '1 of 17 checks failed: row_count_change (30 rows, allowed 0)',
        quality: {
          worst: [{ examples: ['WHOSIS_000001: 70 rows, 100 in the last good load (-30.0 %)'] }],
        },
      },
    });
    expect(await warehouse.value('select count(*)::int from warehouse.fact_observation')).toBe(100);
  });

  it('halts when the numbers are suddenly in another unit', async () => {
    await load('run-years', makeRows(200, yearsOf));
    const months = await load(
      'run-months',
      makeRows(200, (index) => ({
        ...yearsOf(index),
        NumericValue: yearsOf(index).NumericValue / 2,
      })),
    );
    expect(months).toMatchObject({
      exitCode: 65,
      result: {
        message: '1 of 17 checks failed: distribution_shift (200 rows, allowed 0)',
        quality: {
          worst: [
            {
              check: 'distribution_shift',
              examples: [
                'WHOSIS_000001: median 34.975, 69.95 in the last good load: ' +
                  '3.5151 of its quartile range [64.975, 74.925]',
              ],
            },
          ],
        },
      },
    });
    expect(
      await warehouse.rows(
        `select load_id, numeric_values::int, lower_quartile, median, upper_quartile
         from warehouse.load_indicator order by 1`,
      ),
    ).toMatchObject([
      { load_id: 'run-months/1', numeric_values: 200, median: 34.975 },
      { load_id: 'run-years/1', numeric_values: 200, median: 69.95 },
    ]);
  });

  it('warns of an indicator that the catalogue lacks and that nobody stores any more', async () => {
    const ingestionDate = days[0] ?? '';
    const catalogue = { kind: 'catalogue', code: 'Indicator' } as const;
    await publishRows(platform, { dataset: catalogue, ingestionDate }, [
      { IndicatorCode: 'WHOSIS_000002', IndicatorName: 'Healthy life', Language: 'EN' },
    ]);
    const outcome = await load(
      'run-archived',
      makeRows(3, () => ({ Date: '2019-01-01T00:00:00+01:00' })),
    );
    expect(outcome).toMatchObject({
      exitCode: 0,
      result: { rows: { written: 3, rejected: 0 }, quality: { warned: 2, failed: 0 } },
    });
    expect(outcome.result.quality?.worst).toEqual([
      {
        ...{ check: 'known_indicator', severity: 'Warn', outcome: 'Warned', rows: 3 },
        examples: ['WHOSIS_000001: is not in the catalogue of this pull'],
      },
      {
        ...{ check: 'stored_lately', severity: 'Warn', outcome: 'Warned', rows: 3 },
        examples: [expect.stringContaining('WHOSIS_000001: newest Date 2019-01-01 is 26')],
      },
    ]);
  });

  it('leaves a page for people that shows hostile values as text', async () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const { exitCode, result } = await load('run-page', [
      ...makeRows(200),
      makeRow({ SpatialDim: hostile, NumericValue: 72.5 }),
    ]);
    expect(exitCode).toBe(0);
    const page = await readArtifactText(platform, result.outputs?.qualityPage ?? '');
    expect(page.contentType).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<h1>Passed, with rows set aside</h1>');
    expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt; 2016 SEX_BTSX: 72.5 not in');
    expect(page.text).not.toContain('<img');
  });

  it('keeps the evidence of a repeated attempt once', async () => {
    const ingestionDate = days.shift() ?? '';
    await publishIndicator(
      platform,
      ingestionDate,
      makeRows(10, () => ({ Low: 71, High: 69 })),
    );
    for (const attempt of [1, 1, 2]) {
      const outcome = await runTransform(warehouse, {
        ...{ runUid: 'run-again', attempt, ingestionDate, indicators },
      });
      expect(outcome.exitCode).toBe(65);
    }
    expect(
      await warehouse.rows(
        `select load_id, state, (select count(*)::int from warehouse.quarantine q
           where q.load_id = l.load_id) as quarantined
         from warehouse.load l order by 1`,
      ),
    ).toEqual([
      { load_id: 'run-again/1', state: 'Rejected', quarantined: 10 },
      { load_id: 'run-again/2', state: 'Rejected', quarantined: 10 },
    ]);
  });

  it('refuses a contract file that is wrong, with every problem', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gho-test-contract-'));
    const path = join(folder, 'contract.yaml');
    await writeFile(
      path,
      'name: x\nversion: 1\ndataSet: {kind: indicator}\nchecks: [{name: a, type: unique_key, severity: Fatal}]\n',
    );
    await publishIndicator(platform, days[0] ?? '', makeRows(1));
    const outcome = await runTransform(warehouse, {
      runUid: 'run-contract',
      ingestionDate: days.shift() ?? '',
      indicators,
      environment: { QUALITY_CONTRACT: path },
    });
    await rm(folder, { recursive: true });
    expect(outcome).toMatchObject({
      exitCode: 78,
      result: {
        reason: 'InvalidConfiguration',
        message: `quality contract ${path} is invalid: checks.0.severity is "Fatal", allowed: Warn, Quarantine, Halt`,
      },
    });
  });
});
