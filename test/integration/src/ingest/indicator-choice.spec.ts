import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Replay } from '@gho-platform/gho-replay';
import { catalogue, type Fields, type GhoResource, type RowBatches } from '@gho-platform/gho';
import { ObjectStore, RawZone, type Manifest } from '@gho-platform/raw-zone';
import { startS3Gateway, type S3Gateway } from '@gho-platform/testing/servers';
import { startRecordedReplay } from './recorded-replay.ts';
import { runStageProcess, type EndedStage } from '@gho-platform/testing/stage-process';
import { programs } from '../programs.ts';

const ingestionDate = '2026-06-02';
const dayBefore = '2026-06-01';
const writtenBy = { run: 'test', uid: 'test', attempt: 1, shard: 0 };
const { signal } = new AbortController();

async function* inOneBatch(rows: readonly Fields[]): RowBatches {
  yield await Promise.resolve(rows.map((fields) => ({ fields, text: JSON.stringify(fields) })));
}

describe('choosing indicators from the catalogue', () => {
  let gateway: S3Gateway;
  let replay: Replay;
  let bucket = '';
  let store: ObjectStore;
  let zone: RawZone;
  let counter = 0;

  beforeAll(async () => {
    gateway = await startS3Gateway();
    replay = await startRecordedReplay();
  });

  afterAll(async () => {
    await replay.close();
    await gateway.stop();
  });

  beforeEach(async () => {
    bucket = `choice-${(counter += 1)}`;
    await gateway.createBucket(bucket);
    store = new ObjectStore({ bucket, forcePathStyle: true, client: gateway.client });
    zone = new RawZone(store);
  });

  function ingest(changes: Readonly<Record<string, string>>): Promise<EndedStage> {
    return runStageProcess({
      entry: programs.ingest,
      environment: {
        ...gateway.environment,
        RAW_BUCKET: bucket,
        GHO_API_BASE_URL: `http://127.0.0.1:${replay.port}/api/`,
        INGESTION_DATE: ingestionDate,
        REQUESTS_PER_SECOND: '100',
        ...changes,
      },
    });
  }

  function ingestShards(
    shards: number,
    changes: Readonly<Record<string, string>>,
  ): Promise<EndedStage[]> {
    return Promise.all(
      Array.from({ length: shards }, (_, index) =>
        ingest({
          ...changes,
          PIPELINE_SHARDS: String(shards),
          JOB_COMPLETION_INDEX: String(index),
        }),
      ),
    );
  }

  async function publish(
    dataset: GhoResource,
    rows: readonly Fields[],
    date: string,
  ): Promise<Manifest> {
    const partition = { dataset, ingestionDate: date };
    const stored = await zone.store(partition, inOneBatch(rows), signal);
    const source = { url: 'u', startedAt: 's', finishedAt: 'f', attempts: 1 };
    return (await zone.publish({ partition, stored, source, writtenBy })).manifest;
  }

  /** Codes of the day that are published, not only begun. */
  async function published(): Promise<string[]> {
    const datasets = await zone.datasets(ingestionDate);
    const found = await Promise.all(
      datasets.map(async (dataset) => zone.find({ dataset, ingestionDate })),
    );
    return found.flatMap((manifest) => manifest?.dataset.code ?? []).sort();
  }

  /** What each shard wrote or kept, without the catalogue that every shard needs first. */
  function codesOf({ lines }: EndedStage): string[] {
    return lines
      .filter(({ msg }) => msg === 'Wrote partition' || msg === 'Kept partition')
      .map(({ code }) => String(code));
  }

  it('brings what matches a prefix or a name, in three shards that each ask the catalogue', async () => {
    const ended = await ingestShards(3, {
      INDICATORS: 'HWF_0001',
      INDICATOR_PREFIXES: 'WHS4_54,GHED_CHEGDP',
      INDICATOR_NAME_PATTERN: 'healthy life expectancy*birth*',
    });
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(await published()).toEqual(
      [
        ...['COUNTRY', 'REGION', 'Indicator'],
        ...['HWF_0001', 'WHS4_543', 'WHS4_544', 'GHED_CHEGDP_SHA2011', 'WHOSIS_000002'],
      ].sort(),
    );
    // Of all shards together each data set exactly once.
    expect(ended.flatMap(codesOf).sort()).toEqual(await published());
  });

  it('trusts the catalogue that the day has, not what the source says meanwhile', async () => {
    const entries = [{ IndicatorCode: 'WHS4_544', IndicatorName: 'Polio', Language: 'EN' }];
    await publish(catalogue, entries, ingestionDate);
    const ended = await ingestShards(2, { INDICATOR_PREFIXES: 'WHS4_' });
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(await published()).toEqual(['COUNTRY', 'Indicator', 'REGION', 'WHS4_544']);
  });

  it('gives a data set that was large the day before a shard of its own', async () => {
    const small = ['WHS4_543', 'WHS4_544', 'HWF_0001'];
    const large = Array.from({ length: 20_000 }, (_, index) => ({ Id: index }));
    await publish({ kind: 'indicator', code: 'UHC_INDEX_REPORTED' }, large, dayBefore);
    for (const code of small) {
      await publish({ kind: 'indicator', code }, [{ Id: 1 }], dayBefore);
    }
    const ended = await ingestShards(2, {
      INDICATORS: ['UHC_INDEX_REPORTED', ...small].join(','),
    });
    const shards = ended.map((shard) => codesOf(shard).sort());
    expect(shards).toContainEqual(['UHC_INDEX_REPORTED']);
    expect(shards).toContainEqual([...small, 'COUNTRY', 'Indicator', 'REGION'].sort());
  });

  it('keeps the division of a run, whatever sizes come to light while it works', async () => {
    const work = { INDICATORS: 'WHS4_543,WHS4_544,HWF_0001', PIPELINE_SHARDS: '2' };
    const first = await ingest({ ...work, JOB_COMPLETION_INDEX: '0' });
    const large = Array.from({ length: 20_000 }, (_, index) => ({ Id: index }));
    await publish({ kind: 'indicator', code: 'HWF_0001' }, large, dayBefore);
    const second = await ingest({ ...work, JOB_COMPLETION_INDEX: '1' });
    expect([...codesOf(first), ...codesOf(second)].sort()).toEqual(
      ['WHS4_543', 'WHS4_544', 'HWF_0001', 'COUNTRY', 'REGION', 'Indicator'].sort(),
    );
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'nothing matches',
      { INDICATOR_PREFIXES: 'WHS4_,NOPE_' },
      'INDICATOR_PREFIXES "NOPE_" matches none of the 3038 indicators of the catalogue',
    ],
    [
      'too many match',
      { INDICATOR_NAME_PATTERN: '*' },
      '3038 indicators are chosen, MAXIMUM_INDICATORS allows 200',
    ],
  ])('says so when %s, and asks for no indicator', async (...[, changes, message]) => {
    const ended = await ingest(changes);
    expect(ended.exitCode).toBe(78);
    expect(ended.result).toMatchObject({ reason: 'InvalidConfiguration', message });
    expect(await published()).toEqual(['Indicator']);
  });
});
