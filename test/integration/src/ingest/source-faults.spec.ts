import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Replay } from '@gho-platform/gho-replay';
import { ObjectStore, RawZone } from '@gho-platform/raw-zone';
import { createLogger } from '@gho-platform/stage-kit';
import { startS3Gateway, type S3Gateway } from '@gho-platform/testing/servers';
import { startRecordedReplay } from './recorded-replay.ts';
import { runStageProcess, type EndedStage } from '@gho-platform/testing/stage-process';
import { programs } from '../programs.ts';

const ingestionDate = '2026-06-01';
const codes = ['WHS4_543', 'WHS4_544', 'HWF_0001', 'UHC_INDEX_REPORTED'];

interface Request {
  readonly url: string;
  /** Milliseconds since the epoch, when the source had answered. */
  readonly at: number;
}

describe('a source that fails', () => {
  let gateway: S3Gateway;
  let replay: Replay;
  let bucket = '';
  let zone: RawZone;
  let counter = 0;
  const requests: Request[] = [];

  /** The replay's own log tells what it was asked. */
  const recorder = new Writable({
    write: (line: Buffer, _encoding, done) => {
      const { url, time } = JSON.parse(line.toString()) as { url?: string; time: string };
      if (url !== undefined) requests.push({ url, at: Date.parse(time) });
      done();
    },
  });

  beforeAll(async () => {
    gateway = await startS3Gateway();
    replay = await startRecordedReplay({ logger: createLogger({ destination: recorder }) });
  });

  afterAll(async () => {
    await replay.close();
    await gateway.stop();
  });

  beforeEach(async () => {
    bucket = `faults-${(counter += 1)}`;
    await gateway.createBucket(bucket);
    zone = new RawZone(new ObjectStore({ bucket, forcePathStyle: true, client: gateway.client }));
    requests.splice(0);
  });

  function ingest(
    scenario: string,
    changes: Readonly<Record<string, string>> = {},
  ): Promise<EndedStage> {
    const prefix = `/scenario/${scenario}/session/${bucket}`;
    return runStageProcess({
      entry: programs.ingest,
      environment: {
        ...gateway.environment,
        RAW_BUCKET: bucket,
        GHO_API_BASE_URL: `http://127.0.0.1:${replay.port}${prefix}/api/`,
        INDICATORS: codes.join(','),
        INGESTION_DATE: ingestionDate,
        REQUESTS_PER_SECOND: '100',
        REQUEST_TIMEOUT_SECONDS: '5',
        PULL_ATTEMPTS: '2',
        ...changes,
      },
    });
  }

  async function published(): Promise<string[]> {
    const datasets = await zone.datasets(ingestionDate);
    const found = await Promise.all(
      datasets.map(async (dataset) => zone.find({ dataset, ingestionDate })),
    );
    return found.flatMap((manifest) => manifest?.dataset.code ?? []).sort();
  }

  it('for one data set does not keep the others away, and another attempt asks for that one only', async () => {
    const ended = await ingest('html-503:2@WHS4_543');
    expect(ended.exitCode).toBe(75);
    expect(ended.result).toMatchObject({
      reason: 'SourceUnavailable',
      rows: { written: 5106 + 3693 + 5160 },
    });
    expect(ended.result.message).toContain(
      'source did not give 1 of 7 data sets (indicator=WHS4_543)',
    );
    expect(ended.result.message).toContain('answered with status 503 (gave up after 2 attempts)');
    expect(await published()).toHaveLength(6);
    requests.splice(0);
    const again = await ingest('html-503:2@WHS4_543', { PIPELINE_ATTEMPT: '2' });
    expect(again.exitCode).toBe(0);
    expect(requests.map(({ url }) => url.split('/api/')[1])).toEqual(['WHS4_543?$count=true']);
  });

  it.each(['html-503:99', 'empty-body:99', 'truncated:99', 'rate-limited:99'])(
    'for everything (%s) is asked no more after so many failures in a row',
    async (scenario) => {
      const ended = await ingest(scenario, { SOURCE_FAILURE_LIMIT: '3' });
      expect(ended.exitCode).toBe(75);
      expect(requests).toHaveLength(3);
      expect(ended.result.message).toContain(
        'source did not give 2 of 7 data sets (indicator=WHS4_543, indicator=WHS4_544); ' +
          'the source is down, 5 were not asked for',
      );
      expect(await published()).toEqual([]);
    },
  );

  it('is asked by all shards together no faster than the budget allows, repeats included', async () => {
    const shards = 3;
    const perSecond = 3;
    const ended = await Promise.all(
      Array.from({ length: shards }, (_, index) =>
        ingest('html-503:1', {
          PIPELINE_SHARDS: String(shards),
          JOB_COMPLETION_INDEX: String(index),
          REQUESTS_PER_SECOND: String(perSecond),
        }),
      ),
    );
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    // Each of seven data sets once in vain and once with success.
    expect(requests).toHaveLength(14);
    const times = requests.map(({ at }) => at).sort((a, b) => a - b);
    const elapsed = (times.at(-1) ?? 0) - (times[0] ?? 0);
    // The first request of each shard is free; some shard has at least a third of the others.
    expect(elapsed).toBeGreaterThan(
      (Math.ceil((14 - shards) / shards) / (perSecond / shards)) * 950,
    );
  });
});
