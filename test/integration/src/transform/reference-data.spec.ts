import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fields } from '@gho-platform/gho';
import {
  readArtifact,
  readArtifactText,
  startPlatform,
  type Platform,
  type Warehouse,
} from './platform.ts';
import {
  publishPull,
  recordedReference,
  writeContract,
  type ReferenceRows,
} from './reference-pull.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const indicators = ['WHOSIS_000001'];
const good = '2026-04-01';
const odd = '2026-04-02';
const oddNames = '2026-04-03';
const cut = '2026-04-04';

describe('transform of dimensions and a catalogue', () => {
  let platform: Platform;
  let warehouse: Warehouse;
  let folder: string;
  let recorded: ReferenceRows;

  beforeAll(async () => {
    platform = await startPlatform();
    warehouse = await platform.createWarehouse();
    folder = await mkdtemp(join(tmpdir(), 'gho-test-contract-'));
    recorded = await recordedReference();
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
    await platform.stop();
  });

  function publish(ingestionDate: string, change: Partial<ReferenceRows> = {}): Promise<void> {
    return publishPull(platform, ingestionDate, { ...recorded, ...change });
  }

  function judge(runUid: string, ingestionDate: string, contract = ''): Promise<EndedStage> {
    const environment = { QUALITY_CONTRACT: contract };
    return runTransform(warehouse, { runUid, ingestionDate, indicators, environment });
  }

  /** Replaces fields of values by code. */
  function changed(changes: Readonly<Record<string, Fields>>): Fields[] {
    return recorded.countries.map((row) => ({ ...row, ...changes[String(row.Code)] }));
  }

  function versionsOf(country: string): Promise<Record<string, unknown>[]> {
    return warehouse.rows(
      `select country_name as name, who_region_code as region, valid_from::text as since
       from warehouse.dim_country where country_code = '${country}' order by valid_from`,
    );
  }

  /** Every stored byte of what dimensions and catalogue say. */
  function known(): Promise<unknown> {
    return warehouse.value(
      `select md5(string_agg(line, ' ' order by line)) from (
         select c::text as line from warehouse.dim_country c
         union all select d::text from warehouse.country_dimension d
         union all select i::text from warehouse.dim_indicator i) as lines`,
    );
  }

  it('judges all of them, and keeps what it read', async () => {
    await publish(good);
    expect(await judge('run-good', good)).toMatchObject({
      exitCode: 0,
      result: {
        rows: { read: 30, written: 30, rejected: 0 },
        quality: { checks: 37, passed: 37, warned: 0, failed: 0, worst: [] },
      },
    });
    expect(
      await warehouse.rows(
        `select kind, code, rows_read::int as rows, source_object ~ format('/%s=%s/', kind, code) as named
         from warehouse.load_data_set where load_id = 'run-good/1' order by 1, 2`,
      ),
    ).toEqual([
      { kind: 'catalogue', code: 'Indicator', rows: 3038, named: true },
      { kind: 'dimension', code: 'COUNTRY', rows: 234, named: true },
      { kind: 'dimension', code: 'REGION', rows: 40, named: true },
      { kind: 'indicator', code: 'WHOSIS_000001', rows: 30, named: true },
    ]);
    expect(
      await warehouse.rows(
        `select contract, count(*)::int as checks from warehouse.quality_result group by 1 order by 1`,
      ),
    ).toEqual([
      { contract: 'gho-catalogue', checks: 5 },
      { contract: 'gho-country', checks: 10 },
      { contract: 'gho-dimension', checks: 5 },
      { contract: 'gho-observation', checks: 17 },
    ]);
    expect(await versionsOf('BTN')).toEqual([{ name: 'Bhutan', region: 'SEAR', since: good }]);
  });

  it('sets odd countries aside: what was known of them stays, and all figures are loaded', async () => {
    const countries = changed({
      BTN: { Title: 'Buthan', ParentCode: 'MARS' },
      NPL: { Title: 'Nepal, renamed' },
    });
    await publish(odd, { countries });
    const { exitCode, result } = await judge('run-odd', odd);
    expect({ exitCode, rows: result.rows, quality: result.quality }).toEqual({
      exitCode: 0,
      rows: { read: 30, written: 0, rejected: 0, unchanged: 30 },
      quality: {
        ...{ checks: 37, passed: 35, warned: 2, failed: 0 },
        worst: [
          {
            ...{ check: 'country_who_region', severity: 'Quarantine', outcome: 'Warned', rows: 1 },
            examples: ['BTN: ParentCode MARS is not a known code'],
          },
          {
            ...{ check: 'country_region_listed', severity: 'Quarantine' },
            ...{ outcome: 'Warned', rows: 1 },
            examples: ['BTN: ParentCode MARS is not in dimension REGION'],
          },
        ],
      },
    });
    expect(await versionsOf('BTN')).toEqual([{ name: 'Bhutan', region: 'SEAR', since: good }]);
    expect(await versionsOf('NPL')).toEqual([
      { name: 'Nepal', region: 'SEAR', since: good },
      { name: 'Nepal, renamed', region: 'SEAR', since: odd },
    ]);
    const line = 1 + countries.findIndex(({ Code: code }) => code === 'BTN');
    expect(
      await warehouse.rows(
        `select load_id, kind, code, source_line::int as line, reasons, record->>'Title' as title,
           source_object like '%/dimension=COUNTRY/data-%' as named, is_latest, released_by
         from warehouse.quarantined_row where ingestion_date = '${odd}'`,
      ),
    ).toEqual([
      {
        ...{ load_id: 'run-odd/1', kind: 'dimension', code: 'COUNTRY', line },
        reasons: ['country_who_region:UnknownCode', 'country_region_listed:UnknownCode'],
        ...{ title: 'Buthan', named: true, is_latest: true, released_by: null },
      },
    ]);
  });

  it('shows them in the report and on its page', async () => {
    expect(await readArtifact(platform, 'reports/run-odd/quality.json')).toMatchObject({
      version: 2,
      verdict: 'PassedWithQuarantine',
      rows: { read: 30, quarantined: 0 },
      dataSets: expect.arrayContaining([
        expect.objectContaining({
          ...{ kind: 'dimension', dataSet: 'COUNTRY', read: 234, quarantined: 1 },
          previous: { rows: 234 },
        }),
      ]),
      sources: expect.arrayContaining([
        expect.objectContaining({ dataset: { kind: 'dimension', code: 'COUNTRY' } }),
      ]),
    });
    const { text } = await readArtifactText(platform, 'reports/run-odd/quality.html');
    expect(text).toContain('1 rows are set aside');
    expect(text).toContain('country_who_region');
    expect(text).toContain('BTN: ParentCode MARS is not a known code');
  });

  it('takes them out of quarantine when the pull is judged again by another contract', async () => {
    const tolerant = await writeContract(folder, 'gho-country.yaml', (text) =>
      text
        .replace('SEAR, WPR]', 'SEAR, WPR, MARS]')
        .replace(
          'type: known_code\n    severity: Quarantine',
          'type: known_code\n    severity: Warn',
        ),
    );
    expect(await judge('run-tolerant', odd, tolerant)).toMatchObject({
      exitCode: 0,
      result: { quality: { checks: 37, passed: 37 } },
    });
    expect(
      await warehouse.rows('select load_id, released_by from warehouse.quarantine order by 1'),
    ).toEqual([{ load_id: 'run-odd/1', released_by: 'run-tolerant/1' }]);
    expect(await versionsOf('BTN')).toEqual([
      { name: 'Bhutan', region: 'SEAR', since: good },
      { name: 'Buthan', region: 'MARS', since: odd },
    ]);
  });

  it('keeps the name of an indicator that the catalogue names twice', async () => {
    const twice = recorded.catalogue.flatMap((row) =>
      row.IndicatorCode === 'WHOSIS_000001' ? [row, { ...row, IndicatorName: 'Other' }] : [row],
    );
    await publish(oddNames, { catalogue: twice });
    expect((await judge('run-names', oddNames)).exitCode).toBe(0);
    expect(
      await warehouse.rows(
        `select kind, code, reasons from warehouse.quarantine where load_id = 'run-names/1'`,
      ),
    ).toEqual(
      [1, 2].map(() => ({
        ...{ kind: 'catalogue', code: 'Indicator' },
        reasons: ['catalogue_unique_key:ConflictingDuplicate'],
      })),
    );
    expect(await warehouse.rows('select load_id from warehouse.dim_indicator')).toEqual([
      { load_id: 'run-good/1' },
    ]);
  });

  it('halts at a dimension that was cut off, and changes nothing that is known', async () => {
    const before = await known();
    await publish(cut, { countries: recorded.countries.slice(0, 200) });
    const outcome = await judge('run-cut', cut);
    expect(outcome).toMatchObject({
      exitCode: 65,
      result: {
        reason: 'DataQualityFailed',
        message: '1 of 37 checks failed: country_row_count_change (34 rows, allowed 0)',
        quality: {
          worst: [{ examples: ['COUNTRY: 200 rows, 234 in the last good load (-14.5 %)'] }],
        },
      },
    });
    expect(await known()).toBe(before);
    expect(
      await warehouse.rows(`select state, rows_read::int from warehouse.load
        where load_id = 'run-cut/1'`),
    ).toEqual([{ state: 'Rejected', rows_read: 30 }]);
  });
});
