import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlatform, type Platform, type Warehouse } from './platform.ts';
import { publishIndicator } from './raw-data.ts';
import { makeRows } from './row-builder.ts';
import type { EndedStage } from '@gho-platform/testing/stage-process';
import { runTransform } from './transform-process.ts';

const ingestionDate = '2026-05-01';
const indicators = ['WHOSIS_000001'];

describe('transform that cannot work', () => {
  let platform: Platform;
  let warehouse: Warehouse;

  beforeAll(async () => {
    platform = await startPlatform();
    warehouse = await platform.createWarehouse();
    await warehouse.client.query('create role gho_loader login; create role gho_guest login');
    await publishIndicator(platform, ingestionDate, makeRows(10));
  });

  afterAll(async () => {
    await platform.stop();
  });

  function run(
    environment: Readonly<Record<string, string>>,
    overrides: { ingestionDate?: string; indicators?: readonly string[] } = {},
  ): Promise<EndedStage> {
    return runTransform(warehouse, {
      ...{ runUid: 'run-refused', ingestionDate, indicators, environment },
      ...overrides,
    });
  }

  it('names the partitions that ingest has not written', async () => {
    expect(
      await run(
        {},
        { ingestionDate: '2026-05-02', indicators: ['WHOSIS_000001', 'WHOSIS_000002'] },
      ),
    ).toMatchObject({
      exitCode: 78,
      result: {
        reason: 'InvalidConfiguration',
        message:
          'raw zone has no partition of WHOSIS_000001, WHOSIS_000002 for ingestion date 2026-05-02',
      },
    });
  });

  it('reports every wrong variable at once', async () => {
    const { exitCode, result } = await run({ PGPORT: 'x', PGDATABASE: '', INDICATORS: 'a/b' });
    expect(exitCode).toBe(78);
    expect(result.message).toContain('PGPORT is "x", expected an integer from 1 up to 65535');
    expect(result.message).toContain('PGDATABASE is missing');
    expect(result.message).toContain('INDICATORS is "a/b"');
  });

  it('refuses to run in shards', async () => {
    expect(await run({ PIPELINE_SHARDS: '3', JOB_COMPLETION_INDEX: '0' })).toMatchObject({
      exitCode: 78,
      result: {
        message: expect.stringContaining('PIPELINE_SHARDS is 3, allowed for transform: 1'),
      },
    });
  });

  it('retries while PostgreSQL is not reachable', async () => {
    const { exitCode, result } = await run({ PGPORT: '1' });
    expect(exitCode).toBe(75);
    expect(result).toMatchObject({
      reason: 'Unavailable',
      message: expect.stringMatching(
        /^could not connect to PostgreSQL database gho_0 on 127\.0\.0\.1:1 as postgres: .*ECONNREFUSED/,
      ),
    });
  });

  it('retries while the object store is not reachable', async () => {
    const { exitCode, result } = await run({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' });
    expect(exitCode).toBe(75);
    expect(result.message).toContain('could not reach the object store');
  });

  it('does not retry with credentials that the object store refuses', async () => {
    expect(await run({ AWS_SECRET_ACCESS_KEY: 'wrong' })).toMatchObject({
      exitCode: 78,
      result: { message: expect.stringContaining('refused the credentials') },
    });
  });

  it('does not retry without a bucket', async () => {
    expect(await run({ ARTIFACT_BUCKET: 'nowhere' })).toMatchObject({
      exitCode: 78,
      result: { message: 'bucket "nowhere" does not exist' },
    });
  });

  it('does not retry without the right to create its schema', async () => {
    expect(await run({ PGUSER: 'gho_guest' })).toMatchObject({
      exitCode: 78,
      result: {
        message: expect.stringMatching(
          /^could not migrate schema warehouse in PostgreSQL database gho_0 .* permission denied/,
        ),
      },
    });
  });

  it('does not retry without the role', async () => {
    expect(await run({ PGUSER: 'nobody_of_that_name' })).toMatchObject({
      exitCode: 78,
      result: { message: expect.stringContaining('role "nobody_of_that_name" does not exist') },
    });
  });

  it('works as a plain role that owns an empty schema and nothing else', async () => {
    await warehouse.client.query('create schema warehouse authorization gho_loader');
    expect(await run({ PGUSER: 'gho_loader' })).toMatchObject({
      exitCode: 0,
      result: { rows: { written: 10 } },
    });
  });
});
