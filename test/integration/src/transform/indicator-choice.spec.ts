import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '@gho-platform/gho';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator, publishRows } from './raw-data.ts';
import { makeRows } from './row-builder.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const ingestionDate = '2026-06-01';
const names = {
  WHOSIS_000001: 'Life expectancy at birth (years)',
  WHOSIS_000015: 'Life expectancy at age 60 (years)',
  WHS4_543: 'BCG immunization coverage among 1-year-olds (%)',
};

describe('transform of indicators chosen from the catalogue', () => {
  let platform: Platform;
  let warehouse: Warehouse;

  beforeAll(async () => {
    platform = await startPlatform();
    warehouse = await platform.createWarehouse();
    await warehouse.client.query('create role gho_builder login');
    for (const code of Object.keys(names)) {
      await publishIndicator(
        platform,
        ingestionDate,
        makeRows(10, () => ({ IndicatorCode: code })),
      );
    }
    const entries = Object.entries(names).map(([code, name]) => ({
      IndicatorCode: code,
      IndicatorName: name,
      Language: 'EN',
    }));
    await publishRows(platform, { dataset: catalogue, ingestionDate }, entries);
  });

  afterAll(async () => {
    await platform.stop();
  });

  function transform(
    environment: Readonly<Record<string, string>>,
    on = ingestionDate,
  ): Promise<EndedStage> {
    const runUid = Object.values(environment).join('-').replaceAll('*', '');
    return runTransform(warehouse, { runUid, ingestionDate: on, indicators: [], environment });
  }

  it('loads what a prefix and a name find', async () => {
    const ended = await transform({
      INDICATOR_PREFIXES: 'WHS4_',
      INDICATOR_NAME_PATTERN: '*at age 60*',
    });
    expect(ended).toMatchObject({ exitCode: 0, result: { rows: { written: 20 } } });
    const loaded = await warehouse.rows(
      'select distinct indicator_code from warehouse.fact_observation order by 1',
    );
    expect(loaded.map((row) => row.indicator_code)).toEqual(['WHOSIS_000015', 'WHS4_543']);
  });

  it.each([
    [
      'a day without a catalogue',
      '2026-06-02',
      'raw zone has no catalogue for ingestion date 2026-06-02, which prefixes and names of indicators need',
    ],
    [
      'a prefix that finds nothing',
      ingestionDate,
      'INDICATOR_PREFIXES "NOPE_" matches none of the 3 indicators of the catalogue',
    ],
  ])('refuses %s', async (...[, on, message]) => {
    expect(await transform({ INDICATOR_PREFIXES: 'NOPE_' }, on)).toMatchObject({
      exitCode: 78,
      result: { reason: 'InvalidConfiguration', message },
    });
  });
});
