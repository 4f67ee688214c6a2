import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishPull, recordedReference, writeContract } from './reference-pull.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const ingestionDate = '2026-04-01';
const indicators = ['WHOSIS_000001'];

describe('transform with a contract of its own for one dimension', () => {
  let platform: Platform;
  let warehouse: Warehouse;
  let folder: string;

  beforeAll(async () => {
    platform = await startPlatform();
    warehouse = await platform.createWarehouse();
    folder = await mkdtemp(join(tmpdir(), 'gho-test-contract-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true });
    await platform.stop();
  });

  function judge(runUid: string, contract: string): Promise<EndedStage> {
    const environment = { QUALITY_CONTRACT: contract };
    return runTransform(warehouse, { runUid, ingestionDate, indicators, environment });
  }

  it('judges one more dimension by one more file', async () => {
    const sexes = ['SEX_BTSX', 'SEX_FMLE', 'SEX_MLE', 'SEX_NOA'].map((code) => ({
      ...{ Code: code, Title: code === 'SEX_NOA' ? null : code, Dimension: 'SEX' },
      ...{ ParentDimension: null, ParentCode: null, ParentTitle: null },
    }));
    await publishPull(platform, ingestionDate, { ...(await recordedReference()), sexes });
    expect(await judge('run-sexes', '')).toMatchObject({
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
    expect(await judge('run-own', own)).toMatchObject({
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
});
