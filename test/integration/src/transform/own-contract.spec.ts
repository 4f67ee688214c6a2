import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator } from './raw-data.ts';
import { publishPull, recordedReference, writeContract } from './reference-pull.ts';
import { makeRows } from './row-builder.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const [oneMore, gap] = ['2026-04-01', '2026-04-02'];
const indicators = ['WHOSIS_000001'];

describe('transform with a contract of its own', () => {
  let platform: Platform;
  let warehouse: Warehouse;
  let folder: string;

  beforeAll(async () => {
    platform = await startPlatform();
    folder = await mkdtemp(join(tmpdir(), 'gho-test-contract-'));
  });

  beforeEach(async () => {
    warehouse = await platform.createWarehouse();
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
    await platform.stop();
  });

  function judge(runUid: string, ingestionDate: string, contract = ''): Promise<EndedStage> {
    const environment = { QUALITY_CONTRACT: contract };
    return runTransform(warehouse, { runUid, ingestionDate, indicators, environment });
  }

  it('judges one more dimension by one more file', async () => {
    const sexes = ['SEX_BTSX', 'SEX_FMLE', 'SEX_MLE', 'SEX_NOA'].map((code) => ({
      ...{ Code: code, Title: code === 'SEX_NOA' ? null : code, Dimension: 'SEX' },
      ...{ ParentDimension: null, ParentCode: null, ParentTitle: null },
    }));
    await publishPull(platform, oneMore, { ...(await recordedReference()), sexes });
    expect(await judge('run-sexes', oneMore)).toMatchObject({
      exitCode: 65,
      result: {
        message: '1 of 37 checks failed: dimension_required_fields (1 rows of SEX, allowed 0)',
      },
    });
    const own = await writeContract(folder, 'gho-dimension.yaml', (text) =>
      text
        .replace('name: gho-dimension', 'name: gho-sex')
        .replace('kind: dimension', 'kind: dimension, code: SEX')
        .replaceAll('name: dimension_', 'name: sex_')
        .replaceAll('maxBasisPoints: 1000', 'maxBasisPoints: 2500'),
    );
    expect(await judge('run-own', oneMore, own)).toMatchObject({
      exitCode: 0,
      result: { quality: { checks: 42, passed: 41, warned: 1 } },
    });
    expect(
      await warehouse.rows(
        'select load_id, code, reasons, released_by from warehouse.quarantine order by 1',
      ),
    ).toEqual([
      {
        ...{ load_id: 'run-own/1', code: 'SEX', released_by: null },
        reasons: ['sex_required_fields:MissingField'],
      },
      {
        ...{ load_id: 'run-sexes/1', code: 'SEX', released_by: null },
        reasons: ['dimension_required_fields:MissingField'],
      },
    ]);
  });

  it('is told record and field that it lets pass and the warehouse cannot hold, and loads nothing', async () => {
    const rows = makeRows(3000, (index) => (index === 2900 ? { Low: 'unknown' } : {}));
    await publishIndicator(platform, gap, rows);
    const own = await writeContract(folder, 'gho-observation.yaml', (text) =>
      text.replace('      Low: number\n', ''),
    );
    expect(await judge('run-gap', gap, own)).toMatchObject({
      exitCode: 78,
      result: {
        reason: 'InvalidConfiguration',
        message:
          'quality contract lets a record pass that the warehouse cannot hold: WHOSIS_000001 line 2901: Low is "unknown", expected a number',
      },
    });
    expect(await warehouse.value('select count(*)::int from warehouse.fact_observation')).toBe(0);
  });
});
