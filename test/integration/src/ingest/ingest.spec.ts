import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Replay } from '@gho-platform/gho-replay';
import { ObjectStore, RawZone, type Manifest } from '@gho-platform/raw-zone';
import { startS3Gateway, type S3Gateway } from '@gho-platform/testing/servers';
import { startRecordedReplay } from './recorded-replay.ts';
import {
  runStageProcess,
  type EndedStage,
  type StageProcessOptions,
} from '@gho-platform/testing/stage-process';
import { programs } from '../programs.ts';

const ingestionDate = '2026-06-01';
describe('ingest stage against the replay and a real S3 gateway', () => {
  let gateway: S3Gateway;
  let replay: Replay;
  let bucket = '';
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
    bucket = `raw-${(counter += 1)}`;
    await gateway.createBucket(bucket);
    zone = new RawZone(new ObjectStore({ bucket, forcePathStyle: true, client: gateway.client }));
  });

  /** `scenario` makes the source misbehave; each test counts its own requests. */
  function ingest(
    changes: Readonly<Record<string, string>> = {},
    { scenario, onLine }: { scenario?: string; onLine?: StageProcessOptions['onLine'] } = {},
  ): Promise<EndedStage> {
    const prefix = scenario === undefined ? '' : `/scenario/${scenario}/session/${bucket}`;
    return runStageProcess({
      entry: programs.ingest,
      environment: {
        ...gateway.environment,
        RAW_BUCKET: bucket,
        GHO_API_BASE_URL: `http://127.0.0.1:${replay.port}${prefix}/api/`,
        INDICATORS: 'WHS4_543',
        INGESTION_DATE: ingestionDate,
        REQUESTS_PER_SECOND: '100',
        REQUEST_TIMEOUT_SECONDS: '1',
        ...changes,
      },
      ...(onLine && { onLine }),
    });
  }

  function find(
    code: string,
    kind: 'indicator' | 'dimension' | 'catalogue' = 'indicator',
    on = ingestionDate,
  ): Promise<Manifest | undefined> {
    return zone.find({ dataset: { kind, code }, ingestionDate: on });
  }

  it('brings indicators, dimensions and the catalogue into the raw zone', async () => {
    const ended = await ingest({ INDICATORS: 'WHOSIS_000001,WSH_WATER_SAFELY_MANAGED' });
    expect(ended.exitCode).toBe(0);
    expect(ended.result).toEqual({
      outputs: { ingestionDate, rawPrefix: 'raw/gho/ingestion_date=2026-06-01/' },
      rows: { read: 20_112, written: 20_112, unchanged: 0 },
    });
    expect(await find('WHOSIS_000001')).toMatchObject({ rows: 12_936, fields: { length: 25 } });
    expect(await find('COUNTRY', 'dimension')).toMatchObject({ rows: 234 });
    expect(await find('REGION', 'dimension')).toMatchObject({ rows: 40 });
    expect(await find('Indicator', 'catalogue')).toMatchObject({ rows: 3038 });
  });

  it('keeps the partitions of the same day, however often it runs', async () => {
    await ingest();
    const before = await find('WHS4_543');
    const again = await ingest({ PIPELINE_ATTEMPT: '2' });
    expect(again.result.rows).toEqual({ read: 4212, written: 0, unchanged: 4212 });
    expect(await find('WHS4_543')).toEqual(before);
  });

  it('knows on another day that nothing changed, although Ids and order did', async () => {
    await ingest();
    const next = await ingest({ INGESTION_DATE: '2026-06-02' });
    expect(next.result.rows).toEqual({ read: 4212, written: 0, unchanged: 4212 });
    const [first, second] = [
      await find('WHS4_543'),
      await find('WHS4_543', 'indicator', '2026-06-02'),
    ];
    expect(second).toMatchObject({
      unchangedSince: ingestionDate,
      contentHash: first?.contentHash,
    });
    expect(second?.sha256).not.toBe(first?.sha256);
  });

  it('shares the work among shards without gap or overlap', async () => {
    const indicators = 'WHS4_543,WHS4_544,HWF_0001,UHC_INDEX_REPORTED';
    const ended = await Promise.all(
      ['0', '1', '2'].map((index) =>
        ingest({ INDICATORS: indicators, PIPELINE_SHARDS: '3', JOB_COMPLETION_INDEX: index }),
      ),
    );
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    const read = ended.map(({ result }) => result.rows?.read ?? 0);
    expect(read.reduce((sum, rows) => sum + rows)).toBe(4212 + 5106 + 3693 + 5160);
    expect(new Set(ended.map(({ result }) => JSON.stringify(result.outputs))).size).toBe(1);
  });

  it.each([
    ['an empty body', 'empty-body:1@WHS4_543'],
    ['an HTML page with status 200', 'html-200:1@WHS4_543'],
    ['an HTML page with status 503', 'html-503:1@WHS4_543'],
    ['cut JSON', 'truncated:1@WHS4_543'],
    ['half of its rows', 'short:1@WHS4_543'],
    ['a reset connection', 'reset:1@WHS4_543'],
    ['silence', 'hang:1@WHS4_543'],
    ['a rate limit', 'rate-limited:1@WHS4_543'],
    ['a slow answer', 'slow:1@WHS4_543'],
  ])('gets the same rows in spite of %s', async (_sentence, scenario) => {
    const ended = await ingest({}, { scenario });
    expect(ended.exitCode).toBe(0);
    const manifest = await find('WHS4_543');
    expect(manifest).toMatchObject({
      rows: 4212,
      source: { attempts: scenario.startsWith('slow') ? 1 : 2 },
    });
  });

  it('never stores an error page, and says so with exit code 75', async () => {
    const ended = await ingest(
      { PULL_ATTEMPTS: '3' },
      { scenario: 'html-503:1@WHS4_543,html-200:9@WHS4_543' },
    );
    expect(ended.exitCode).toBe(75);
    expect(ended.result).toMatchObject({
      reason: 'SourceUnavailable',
      message: expect.stringContaining('answered with an HTML page (gave up after 3 attempts)'),
    });
    expect(await find('WHS4_543')).toBeUndefined();
  });

  it('names an unknown indicator and keeps what was complete before', async () => {
    const ended = await ingest({ INDICATORS: 'WHOSIS_000001,NO_SUCH_CODE' });
    expect(ended.exitCode).toBe(78);
    expect(ended.result).toMatchObject({
      rows: { read: 12_936 },
      reason: 'InvalidConfiguration',
      message: expect.stringContaining('unknown indicator "NO_SUCH_CODE"'),
    });
    expect(await find('WHOSIS_000001')).toMatchObject({ rows: 12_936 });
    expect((await ingest({ INDICATORS: 'WHOSIS_000001' })).result.rows).toMatchObject({
      unchanged: 12_936,
    });
  });

  it('takes a listed indicator without rows for empty, not for failed', async () => {
    const ended = await ingest({ INDICATORS: 'HIV_0000000007' });
    expect(ended.exitCode).toBe(0);
    expect(await find('HIV_0000000007')).toMatchObject({ rows: 0 });
  });

  it('names a bucket that does not exist', async () => {
    const ended = await ingest({ RAW_BUCKET: 'nope' });
    expect(ended.exitCode).toBe(78);
    expect(ended.result).toMatchObject({ message: 'bucket "nope" does not exist' });
  });

  it('says that the raw zone is unavailable', async () => {
    const ended = await ingest({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' });
    expect(ended.exitCode).toBe(75);
    expect(ended.result).toMatchObject({ reason: 'StoreUnavailable' });
  });

  it('refuses to keep a partition that was damaged', async () => {
    await ingest();
    const manifest = await find('WHS4_543');
    const store = new ObjectStore({ bucket, forcePathStyle: true, client: gateway.client });
    await store.putText(manifest?.object ?? '', 'nonsense', 'application/gzip');
    const ended = await ingest();
    // The bytes may have been damaged on the way, so that another attempt may find them sound.
    expect(ended.exitCode).toBe(75);
    expect(ended.result).toMatchObject({ reason: 'RawPartitionDamaged' });
  });

  it('stops on SIGTERM in mid-pull with exit code 143 and leaves no partition behind', async () => {
    const ended = await ingest(
      // Longer than this test may take: only the signal ends the pull.
      { REQUEST_TIMEOUT_SECONDS: '600' },
      {
        scenario: 'hang:9',
        onLine: (line, stage) => {
          if (line.msg === 'Assigned work items') setTimeout(() => stage.kill('SIGTERM'), 300);
        },
      },
    );
    expect(ended.exitCode).toBe(143);
    expect(ended.result).toMatchObject({ reason: 'Stopped' });
    expect(await find('WHS4_543')).toBeUndefined();
  });

  it('writes no secret into its log', async () => {
    const { lines } = await ingest();
    expect(JSON.stringify(lines)).not.toContain(gateway.environment.AWS_SECRET_ACCESS_KEY);
  });
});
