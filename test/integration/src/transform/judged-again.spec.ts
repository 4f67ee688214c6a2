import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator } from './raw-data.ts';
import { makeRows } from './row-builder.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const builtIn = join(
  import.meta.dirname,
  '../../../../apps/jobs/transform/contracts/gho-observation.yaml',
);
const indicators = ['WHOSIS_000001'];
const [bad, mixed] = ['2026-04-01', '2026-04-02'];

describe('transform of a pull that is judged again under another contract', () => {
  let platform: Platform;
  let warehouse: Warehouse;
  let folder: string;
  let tolerant: string;

  beforeAll(async () => {
    platform = await startPlatform();
    warehouse = await platform.createWarehouse();
    folder = await mkdtemp(join(tmpdir(), 'gho-test-contract-'));
    tolerant = join(folder, 'tolerant.yaml');
    const contract = await readFile(builtIn, 'utf8');
    await writeFile(tolerant, contract.replace('SEAR, WPR]', 'SEAR, WPR, MARS]'));
    await publishIndicator(
      platform,
      bad,
      makeRows(100, () => ({ ParentLocationCode: 'MARS' })),
    );
    await publishIndicator(
      platform,
      mixed,
      makeRows(300, (index) => ({
        ...(index < 2 && { ParentLocationCode: 'MARS' }),
        // The second row fails another check as well, which no contract here forgives.
        ...((index === 1 || index === 2) && { NumericValue: 72.5 }),
      })),
    );
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
    await platform.stop();
  });

  function judge(runUid: string, ingestionDate: string, contract = builtIn): Promise<EndedStage> {
    const environment = { QUALITY_CONTRACT: contract };
    return runTransform(warehouse, { runUid, ingestionDate, indicators, environment });
  }

  function entries(ingestionDate: string): Promise<Record<string, unknown>[]> {
    return warehouse.rows(
      `select load_id, load_state, source_line::int as line, released_by, is_latest
       from warehouse.quarantined_row where ingestion_date = '${ingestionDate}'
       order by load_id, source_line`,
    );
  }

  it('loads the rows that pass now and says so at their entries', async () => {
    expect((await judge('run-strict', mixed)).result.rows).toMatchObject({
      written: 297,
      rejected: 3,
    });
    expect((await judge('run-tolerant', mixed, tolerant)).result.rows).toEqual({
      ...{ read: 300, written: 1, rejected: 2, unchanged: 297 },
    });
    const earlier = { load_id: 'run-strict/1', load_state: 'Loaded', is_latest: false };
    const now = { load_id: 'run-tolerant/1', load_state: 'Loaded', is_latest: true };
    expect(await entries(mixed)).toEqual([
      { ...earlier, line: 1, released_by: 'run-tolerant/1' },
      { ...earlier, line: 2, released_by: null },
      { ...earlier, line: 3, released_by: null },
      { ...now, line: 2, released_by: null },
      { ...now, line: 3, released_by: null },
    ]);
    expect(
      await warehouse.rows(
        `select load_id, parent_location_code from warehouse.fact_observation
         where spatial_dim = 'C0000'`,
      ),
    ).toEqual([{ load_id: 'run-tolerant/1', parent_location_code: 'MARS' }]);
  });

  it('names the object and line at which the record lies in the raw zone', async () => {
    const [row] = await warehouse.rows(
      `select source_object, source_line::int as line, record->>'SpatialDim' as place, reasons
       from warehouse.quarantined_row where load_id = 'run-strict/1' and source_line = 2`,
    );
    expect(row).toEqual({
      source_object: expect.stringMatching(
        /^raw\/gho\/ingestion_date=2026-04-02\/indicator=WHOSIS_000001\/data-.*\.ndjson\.gz$/,
      ),
      line: 2,
      place: 'C0001',
      reasons: ['known_who_region:UnknownCode', 'interval_contains_value:OutsideInterval'],
    });
  });

  it('releases the rows of a load that was rejected as a whole, and of no other day', async () => {
    expect((await judge('run-rejected', bad)).exitCode).toBe(65);
    expect((await judge('run-forgiven', bad, tolerant)).result.rows).toMatchObject({
      rejected: 0,
    });
    const found = await entries(bad);
    expect(found).toHaveLength(100);
    expect(new Set(found.map(({ released_by: load }) => load))).toEqual(
      new Set(['run-forgiven/1']),
    );
    expect(
      await warehouse.value(
        `select count(*)::int from warehouse.quarantine where released_by = 'run-tolerant/1'`,
      ),
    ).toBe(1);
  });

  it('releases nothing when a pull is judged again by the same contract', async () => {
    const before = await entries(mixed);
    await judge('run-same', mixed, tolerant);
    const again = (await entries(mixed)).filter(({ load_id: load }) => load !== 'run-same/1');
    expect(again).toEqual(before.map((entry) => ({ ...entry, is_latest: false })));
  });
});
