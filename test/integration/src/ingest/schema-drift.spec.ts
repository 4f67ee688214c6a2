import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Replay } from '@gho-platform/gho-replay';
import { ObjectStore, RawZone, type Manifest } from '@gho-platform/raw-zone';
import { rawBucket, startPlatform, type Platform } from '../transform/platform.ts';
import { runTransform } from '../transform/transform-process.ts';
import { startRecordedReplay } from './recorded-replay.ts';
import { runStageProcess, type EndedStage } from '@gho-platform/testing/stage-process';
import { programs } from '../programs.ts';

const code = 'WHS4_543';
const days = ['2026-06-01', '2026-06-02', '2026-06-03'] as const;
const older = 'older-schema:999999';

describe('a source that changes its schema', () => {
  let platform: Platform;
  let replay: Replay;
  let bucket = '';
  let zone: RawZone;
  let counter = 0;

  beforeAll(async () => {
    platform = await startPlatform();
    replay = await startRecordedReplay();
  });

  afterAll(async () => {
    await replay.close();
    await platform.stop();
  });

  beforeEach(async () => {
    await useBucket(`drift-${(counter += 1)}`);
  });

  async function useBucket(name: string): Promise<void> {
    bucket = name;
    const { client, createBucket } = platform.gateway;
    if (name !== rawBucket) await createBucket(name);
    zone = new RawZone(new ObjectStore({ bucket, forcePathStyle: true, client }));
  }

  /** `scenario` changes the rows of the indicator. */
  function ingest(
    day: string,
    scenario?: string,
    changes: Readonly<Record<string, string>> = {},
  ): Promise<EndedStage> {
    const prefix = scenario === undefined ? '' : `/scenario/${scenario}@${code}`;
    return runStageProcess({
      entry: programs.ingest,
      environment: {
        ...platform.gateway.environment,
        RAW_BUCKET: bucket,
        GHO_API_BASE_URL: `http://127.0.0.1:${replay.port}${prefix}/api/`,
        INDICATORS: code,
        INGESTION_DATE: day,
        REQUESTS_PER_SECOND: '100',
        ...changes,
      },
    });
  }

  function find(ingestionDate: string): Promise<Manifest | undefined> {
    return zone.find({ dataset: { kind: 'indicator', code }, ingestionDate });
  }

  it('records fields that come in the manifest, the result and the log', async () => {
    await ingest(days[0], older);
    const ended = await ingest(days[1]);
    expect(ended.exitCode).toBe(0);
    expect(await find(days[0])).toMatchObject({ fields: { length: 23 } });
    expect(await find(days[1])).toMatchObject({
      fields: { length: 25 },
      schema: { NumericValue: 'number', ParentLocation: 'null|string' },
      schemaDrift: {
        comparedWith: days[0],
        changes: [
          { field: 'ParentLocation', change: 'Added', is: 'null|string' },
          { field: 'ParentLocationCode', change: 'Added', is: 'null|string' },
        ],
      },
    });
    const [example] = ended.result.quality?.worst?.[0]?.examples ?? [];
    expect(example).toContain('ParentLocation is new (null|string)');
    expect(ended.result.quality).toMatchObject({ checks: 1, warned: 1, failed: 0 });
    expect(ended.lines.find(({ msg }) => msg === 'Schema of data set changed')).toMatchObject({
      level: 'warn',
      code,
      comparedWith: days[0],
    });
  });

  it('says nothing when only Ids, order and values changed', async () => {
    await ingest(days[0]);
    const ended = await ingest(days[1], 'missing-value:40');
    expect(ended.result.quality).toBeUndefined();
    const [first, second] = [await find(days[0]), await find(days[1])];
    expect(second).not.toHaveProperty('schemaDrift');
    expect(second?.schemaFingerprint).toBe(first?.schemaFingerprint);
    expect(second?.contentHash).not.toBe(first?.contentHash);
  });

  it.each<[string, string, string]>([
    ['a field that comes', 'extra-field:1', 'Unit is new (string)'],
    ['fields that go', older, 'ParentLocation is gone (was null|string)'],
    ['another type', 'wrong-type:1', 'NumericValue was number, is number|string'],
  ])('halts at %s, with exit code 65, and publishes nothing', async (...[, scenario, change]) => {
    await ingest(days[0]);
    const ended = await ingest(days[1], scenario, { SCHEMA_DRIFT: 'Halt' });
    expect(ended.exitCode).toBe(65);
    expect(ended.result).toMatchObject({ reason: 'SourceSchemaChanged' });
    expect(ended.result.message).toContain(
      `indicator ${code} has another schema than on ${days[0]}`,
    );
    expect(ended.result.message).toContain(change);
    expect(await find(days[1])).toBeUndefined();
    expect(await zone.datasets(days[1])).not.toContainEqual({ kind: 'indicator', code });
  });

  it('looks past an empty day for what to compare with', async () => {
    await ingest(days[0]);
    await ingest(days[1], 'missing-rows:999999');
    expect(await find(days[1])).toMatchObject({ rows: 0 });
    const ended = await ingest(days[2], 'extra-field:1', { SCHEMA_DRIFT: 'Halt' });
    expect(ended.result.message).toContain(`another schema than on ${days[0]}: Unit is new`);
  });

  it.each<[string, string, string | undefined]>([
    ['23', days[0], older],
    ['25', days[1], undefined],
  ])('loads rows of %s fields from the source to the warehouse', async (...[, day, scenario]) => {
    await useBucket(rawBucket);
    const warehouse = await platform.createWarehouse();
    await warehouse.client.query(
      'do $$ begin create role gho_builder login; exception when duplicate_object then null; end $$',
    );
    expect((await ingest(day, scenario)).exitCode).toBe(0);
    const ended = await runTransform(warehouse, {
      ...{ runUid: `run-${day}`, ingestionDate: day, indicators: [code] },
    });
    expect(ended).toMatchObject({ exitCode: 0, result: { rows: { read: 4212, written: 4212 } } });
    const loaded = await warehouse.value('select count(*) from warehouse.fact_observation');
    expect(Number(loaded)).toBe(4212);
  });
});
