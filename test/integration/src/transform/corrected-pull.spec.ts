import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator } from './raw-data.ts';
import { makeRow, makeRows } from './row-builder.ts';
import { runTransform } from './transform-process.ts';

const indicators = ['WHOSIS_000001'];

/** Days follow each other through all tests, because the raw zone is immutable. */
const days = Array.from({ length: 28 }, (_, day) => `2026-02-${String(day + 1).padStart(2, '0')}`);

describe('transform of a source that changes', () => {
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

  /** Publishes rows as the pull of the next day and loads them. */
  async function load(rows: Parameters<typeof publishIndicator>[2]): Promise<{
    readonly rows: unknown;
    readonly exitCode: unknown;
    readonly ingestionDate: string;
  }> {
    const ingestionDate = days.shift() ?? '';
    await publishIndicator(platform, ingestionDate, rows);
    const outcome = await runTransform(warehouse, {
      runUid: `run-${ingestionDate}`,
      ingestionDate,
      indicators,
    });
    return { rows: outcome.result.rows, exitCode: outcome.exitCode, ingestionDate };
  }

  it('replaces what changed, adds what is new, removes what was withdrawn, keeps the rest', async () => {
    const first = await load(makeRows(100));
    const second = await load([
      // Rows 0 to 9 are withdrawn, 10 to 12 changed, 13 to 99 as before, three are new.
      ...makeRows(100, (index) => (index < 13 ? { NumericValue: 70.2 } : {})).slice(10),
      ...[2017, 2018, 2019].map((year) =>
        makeRow({
          TimeDim: year,
          TimeDimensionValue: String(year),
          TimeDimensionBegin: `${year}-01-01`,
          TimeDimensionEnd: `${year}-12-31`,
        }),
      ),
    ]);
    expect(second).toMatchObject({
      exitCode: 0,
      rows: { read: 93, written: 6, rejected: 0, unchanged: 87 },
    });
    expect(
      await warehouse.rows(
        `select ingestion_date::text, count(*)::int from warehouse.fact_observation
         group by 1 order by 1`,
      ),
    ).toEqual([
      { ingestion_date: first.ingestionDate, count: 87 },
      { ingestion_date: second.ingestionDate, count: 6 },
    ]);
    expect(
      await warehouse.rows(
        `select rows_read::int, rows_loaded::int, rows_unchanged::int, rows_withdrawn::int
         from warehouse.load order by ingestion_date desc limit 1`,
      ),
    ).toEqual([{ rows_read: 93, rows_loaded: 6, rows_unchanged: 87, rows_withdrawn: 10 }]);
  });

  it('keeps the last good figure of a row that is now in quarantine', async () => {
    await load(makeRows(200));
    const second = await load(
      makeRows(200, (index) =>
        index === 7 ? { NumericValue: 36.9, Low: 39.67, High: 50.29 } : {},
      ),
    );
    expect(second).toMatchObject({
      exitCode: 0,
      rows: { read: 200, written: 0, rejected: 1, unchanged: 199 },
    });
    expect(
      await warehouse.rows(
        `select numeric_value from warehouse.fact_observation where spatial_dim = 'C0007'`,
      ),
    ).toEqual([{ numeric_value: 70.1 }]);
    expect(
      await warehouse.rows(
        `select kind, code, source_line::int, reasons, record->>'NumericValue' as value
         from warehouse.quarantine`,
      ),
    ).toEqual([
      {
        kind: 'indicator',
        code: 'WHOSIS_000001',
        source_line: 8,
        reasons: ['interval_contains_value:OutsideInterval'],
        value: '36.9',
      },
    ]);
  });

  it('sets all versions of a contradicted row aside and takes repetitions once', async () => {
    const { rows, exitCode } = await load([
      ...makeRows(300),
      makeRow({ Id: 1, NumericValue: 69.5 }),
      makeRow({ Id: 2, SpatialDim: 'C0000' }),
      makeRow({ Id: 3, NumericValue: 70.5, Comments: 'tab\there, "quotes", back\\slash' }),
    ]);
    expect({ rows, exitCode }).toEqual({
      exitCode: 0,
      rows: { read: 303, written: 300, rejected: 2, unchanged: 0 },
    });
    expect(
      await warehouse.rows(
        `select source_line::int, reasons, record->'NumericValue' as value,
           record->>'Comments' as comments
         from warehouse.quarantine order by 1`,
      ),
    ).toEqual([
      {
        source_line: 301,
        reasons: ['unique_key:ConflictingDuplicate'],
        value: 69.5,
        comments: null,
      },
      {
        source_line: 303,
        reasons: ['unique_key:ConflictingDuplicate'],
        value: 70.5,
        comments: 'tab\there, "quotes", back\\slash',
      },
    ]);
    expect(await warehouse.value('select rows_collapsed::int from warehouse.load')).toBe(1);
  });

  it('stores texts as they are', async () => {
    const odd = 'tab\t newline\n back\\slash \\N "Côte d’Ivoire" 日本 😀';
    await load([makeRow({ Comments: odd, Value: '' })]);
    expect(
      await warehouse.rows('select comments, value_text from warehouse.fact_observation'),
    ).toEqual([{ comments: odd, value_text: '' }]);
  });

  it('records an indicator without rows as loaded', async () => {
    const ingestionDate = days.shift() ?? '';
    await publishIndicator(platform, ingestionDate, []);
    const outcome = await runTransform(warehouse, {
      runUid: 'run-empty',
      ingestionDate,
      indicators: ['undefined'],
    });
    expect(outcome).toMatchObject({
      exitCode: 0,
      result: { rows: { read: 0, written: 0, rejected: 0, unchanged: 0 } },
    });
  });
});
