import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator } from './raw-data.ts';
import { writeContract } from './reference-pull.ts';
import { makeRows } from './row-builder.ts';
import { runTransform } from './transform-process.ts';

const ingestionDate = '2026-04-01';
const indicators = ['WHOSIS_000001'];

describe('transform with a contract that lets a record pass which the warehouse cannot hold', () => {
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

  it('names record and field, does not retry and leaves nothing behind', async () => {
    const contract = await writeContract(folder, 'gho-observation.yaml', (text) =>
      text.replace('      Low: number\n', ''),
    );
    const rows = makeRows(3000, (index) => (index === 2900 ? { Low: 'unknown' } : {}));
    await publishIndicator(platform, ingestionDate, rows);
    const outcome = await runTransform(warehouse, {
      ...{ runUid: 'run-gap', ingestionDate, indicators },
      environment: { QUALITY_CONTRACT: contract },
    });
    expect(outcome).toMatchObject({
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
