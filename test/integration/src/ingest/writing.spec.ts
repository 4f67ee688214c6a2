import type { IncomingMessage } from 'node:http';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Replay } from '@gho-platform/gho-replay';
import { ObjectStore, RawZone } from '@gho-platform/raw-zone';
import { startRecordingProxy, type RecordingProxy } from '../servers/recording-proxy.ts';
import { startS3Gateway, type S3Gateway } from '@gho-platform/testing/servers';
import { startRecordedReplay } from './recorded-replay.ts';
import { runStageProcess, type EndedStage } from '@gho-platform/testing/stage-process';
import { programs } from '../programs.ts';

const ingestionDate = '2026-06-01';
const codes = ['WHS4_543', 'WHS4_544', 'HWF_0001', 'UHC_INDEX_REPORTED', 'GHED_CHEGDP_SHA2011'];

/** Lets nobody create a manifest before somebody else has come to create the same one. */
function meeting(): (request: IncomingMessage) => Promise<void> {
  const waiting = new Map<string, () => void>();
  return async ({ method, url = '' }) => {
    if (method !== 'PUT' || !url.includes('/manifest.json')) return;
    const goOn = waiting.get(url);
    if (goOn === undefined) {
      await new Promise<void>((resolve) => waiting.set(url, resolve));
    } else {
      waiting.delete(url);
      goOn();
    }
  };
}

describe('how ingest writes to S3', () => {
  let gateway: S3Gateway;
  let proxy: RecordingProxy;
  let replay: Replay;
  let bucket = '';
  let counter = 0;

  beforeAll(async () => {
    gateway = await startS3Gateway();
    proxy = await startRecordingProxy(gateway.environment.AWS_ENDPOINT_URL_S3 ?? '');
    replay = await startRecordedReplay();
  });

  afterAll(async () => {
    await replay.close();
    await proxy.stop();
    await gateway.stop();
  });

  beforeEach(async () => {
    bucket = `writing-${(counter += 1)}`;
    await gateway.createBucket(bucket);
  });

  function ingest(changes: Readonly<Record<string, string>>): Promise<EndedStage> {
    return runStageProcess({
      entry: programs.ingest,
      environment: {
        ...gateway.environment,
        AWS_ENDPOINT_URL_S3: proxy.url,
        RAW_BUCKET: bucket,
        GHO_API_BASE_URL: `http://127.0.0.1:${replay.port}/api/`,
        INDICATORS: codes.join(','),
        INGESTION_DATE: ingestionDate,
        REQUESTS_PER_SECOND: '100',
        ...changes,
      },
    });
  }

  function ingestTwice({ url }: RecordingProxy): Promise<EndedStage[]> {
    return Promise.all(
      ['uid-a', 'uid-b'].map((uid) => ingest({ PIPELINE_RUN_UID: uid, AWS_ENDPOINT_URL_S3: url })),
    );
  }

  async function keys(): Promise<string[]> {
    const listed = await gateway.client.send(new ListObjectsV2Command({ Bucket: bucket }));
    return (listed.Contents ?? []).map(({ Key: key }) => key ?? '').sort();
  }

  /** How two processes that start together ended each partition, by data set. */
  function outcomes(ended: readonly EndedStage[]): Map<unknown, string[]> {
    const found = new Map<unknown, string[]>();
    for (const { lines } of ended) {
      for (const { msg, code } of lines) {
        if (msg === 'Wrote partition' || msg === 'Kept partition') {
          found.set(code, [...(found.get(code) ?? []), msg].sort());
        }
      }
    }
    return found;
  }

  it('lets one of two processes win each partition, and the other keep what won', async () => {
    const between = await startRecordingProxy(gateway.environment.AWS_ENDPOINT_URL_S3 ?? '', {
      before: meeting(),
    });
    const ended = await ingestTwice(between);
    await between.stop();
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const all = [...codes, 'COUNTRY', 'REGION', 'Indicator'].sort();
    const found = outcomes(ended);
    expect([...found.keys()].sort()).toEqual(all);
    for (const code of all) {
      expect(found.get(code)).toEqual(['Kept partition', 'Wrote partition']);
    }
    const manifests = between.requests.filter(
      ({ method, url }) => method === 'PUT' && url.includes('/manifest.json'),
    );
    expect(manifests.map(({ status }) => status).sort()).toEqual([
      ...all.map(() => 200),
      ...all.map(() => 412),
    ]);
    expect(new Set(manifests.map(({ headers }) => headers['if-none-match']))).toEqual(
      new Set(['*']),
    );
    // One data object and one manifest each: the loser removed its own.
    expect(await keys()).toHaveLength(2 * all.length);
    const zone = new RawZone(
      new ObjectStore({ bucket, forcePathStyle: true, client: gateway.client }),
    );
    for (const dataset of await zone.datasets(ingestionDate)) {
      const manifest = await zone.find({ dataset, ingestionDate });
      if (manifest === undefined) throw new Error(`${dataset.code} has no manifest`);
      await zone.verify(manifest);
    }
  });

  it('lets the loser keep what won, also without the right to delete', async () => {
    const guard = await startRecordingProxy(gateway.environment.AWS_ENDPOINT_URL_S3 ?? '', {
      isRefused: ({ method }) => method === 'DELETE',
      before: meeting(),
    });
    const ended = await ingestTwice(guard);
    await guard.stop();
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    // The left-over of each loser lies beside the data object and the manifest.
    expect(await keys()).toHaveLength(3 * (codes.length + 3));
  });

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string | undefined>>]>(
    [
      ['nothing, so that the bucket decides', {}, { type: undefined, key: undefined }],
      ['SSE-S3', { S3_SERVER_SIDE_ENCRYPTION: 'AES256' }, { type: 'AES256', key: undefined }],
      [
        'SSE-KMS with a key',
        { S3_SERVER_SIDE_ENCRYPTION: 'aws:kms', S3_SSE_KMS_KEY_ID: 'alias/gho-raw' },
        { type: 'aws:kms', key: 'alias/gho-raw' },
      ],
    ],
  )('asks for %s with every object', async (...[, changes, want]) => {
    const before = proxy.requests.length;
    const ended = await ingest({ INDICATORS: 'HWF_0001', ...changes });
    expect(ended.exitCode).toBe(0);
    const writes = proxy.requests.slice(before).filter(({ method }) => method === 'PUT');
    expect(writes.length).toBeGreaterThanOrEqual(2 * 4);
    const asked = writes.map(({ headers }) => ({
      type: headers['x-amz-server-side-encryption'],
      key: headers['x-amz-server-side-encryption-aws-kms-key-id'],
    }));
    expect(new Set(asked.map((fields) => JSON.stringify(fields)))).toEqual(
      new Set([JSON.stringify(want)]),
    );
  });
});
