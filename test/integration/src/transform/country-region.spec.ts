import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fields } from '@gho-platform/gho';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator, publishRows, readRecording } from './raw-data.ts';
import { runTransform } from './transform-process.ts';

interface Pull {
  readonly ingestionDate: string;
  /** Recorded answers, such as `2026-06/HWF_0001`. */
  readonly recordings: readonly string[];
  /** Region of each country in the COUNTRY dimension, when the pull has one. */
  readonly dimension?: Readonly<Record<string, string>>;
}

const ofNovember = ['2025-11/WHOSIS_000001'];
/** Stored by WHO after Indonesia moved to the Western Pacific, and before. */
const agreeing = ['2026-06/WHS4_543', '2026-06/HWF_0001'];
const disagreeing = ['2026-06/WHS4_543', 'export-mapped/GHED_CHEGDP_SHA2011'];

describe('the region of a country', () => {
  let platform: Platform;
  let warehouse: Warehouse;

  beforeAll(async () => {
    platform = await startPlatform();
    warehouse = await platform.createWarehouse();
  });

  afterAll(async () => {
    await platform.stop();
  });

  async function load({ ingestionDate, recordings, dimension }: Pull): Promise<void> {
    for (const name of recordings) {
      await publishIndicator(platform, ingestionDate, await readRecording(name));
    }
    if (dimension !== undefined) {
      const dataset = { kind: 'dimension', code: 'COUNTRY' } as const;
      const regions = Object.entries(dimension).map(([code, region]) => countryValue(code, region));
      const known = (await readRecording('metadata/DIMENSION_COUNTRY')).filter(
        ({ Code: code }) => !Object.hasOwn(dimension, String(code)),
      );
      await publishRows(platform, { dataset, ingestionDate }, [...known, ...regions]);
    }
    const indicators = recordings.map((name) => name.split('/')[1] ?? '');
    const runUid = `run-${ingestionDate}`;
    const { exitCode } = await runTransform(warehouse, { runUid, ingestionDate, indicators });
    expect(exitCode).toBe(0);
  }

  async function versions(country: string): Promise<unknown[]> {
    const rows = await warehouse.rows(
      `select who_region_code as region, valid_from::text as since from warehouse.dim_country
       where country_code = '${country}' order by valid_from`,
    );
    return rows.map(({ region, since }) => `${String(region)} ${String(since)}`);
  }

  it('changes when the indicators of a pull agree', async () => {
    await load({ ingestionDate: '2026-07-01', recordings: ofNovember });
    await load({ ingestionDate: '2026-07-02', recordings: agreeing });
    expect(await versions('IDN')).toEqual(['SEAR 2026-07-01', 'WPR 2026-07-02']);
  });

  it('does not depend on the choice of indicators that disagree, nor on a late dimension', async () => {
    await load({ ingestionDate: '2026-07-03', recordings: disagreeing });
    expect(await versions('IDN')).toEqual(['SEAR 2026-07-01', 'WPR 2026-07-02']);
    // Its name comes with the dimension, its region does not.
    const dimension = { IDN: 'SEAR', XAA: 'AFR' };
    await load({ ingestionDate: '2026-07-04', recordings: disagreeing, dimension });
    expect(await versions('IDN')).toEqual(['SEAR 2026-07-01', 'WPR 2026-07-02', 'WPR 2026-07-04']);
    expect(await versions('XAA')).toEqual(['AFR 2026-07-04']);
  });

  it('follows the dimension when that itself moves a country', async () => {
    const dimension = { IDN: 'SEAR', XAA: 'EUR' };
    await load({ ingestionDate: '2026-07-05', recordings: disagreeing, dimension });
    expect(await versions('XAA')).toEqual(['AFR 2026-07-04', 'EUR 2026-07-05']);
    expect(await versions('IDN')).toHaveLength(3);
  });
});

function countryValue(code: string, region: string): Fields {
  return {
    Code: code,
    Title: `Country ${code}`,
    ParentDimension: 'REGION',
    Dimension: 'COUNTRY',
    ParentCode: region,
    ParentTitle: `Region ${region}`,
  };
}
