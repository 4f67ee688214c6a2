import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parse } from 'yaml';
import { ObjectStore, RawZone, formatManifest, type Manifest } from '@gho-platform/raw-zone';
import type { Replay } from '@gho-platform/gho-replay';
import { startS3Gateway, type S3Gateway } from '@gho-platform/testing/servers';
import { startRecordedReplay } from './recorded-replay.ts';
import { runStageProcess, type EndedStage } from '@gho-platform/testing/stage-process';
import { programs } from '../programs.ts';

const root = join(import.meta.dirname, '../../../..');
const ingestionDate = '2026-06-01';
const prefix = `raw/gho/ingestion_date=${ingestionDate}`;

interface Container {
  readonly args: readonly string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
  }[];
}

/** The container of the Job that the documentation shows, as the kubelet would start it. */
async function documentedContainer(): Promise<{
  args: readonly string[];
  env: Record<string, string>;
}> {
  const text = await readFile(join(root, 'apps/jobs/ingest/examples/verify-job.yaml'), 'utf8');
  const job = parse(text) as { spec: { template: { spec: { containers: Container[] } } } };
  const [container] = job.spec.template.spec.containers;
  const entries = (container?.env ?? []).map(({ name, value, valueFrom }) => [
    name,
    value ?? `value of ${valueFrom?.fieldRef.fieldPath ?? ''}`,
  ]);
  return {
    args: container?.args ?? [],
    env: Object.fromEntries(entries) as Record<string, string>,
  };
}

describe('verify, as the documented Job runs it', () => {
  let gateway: S3Gateway;
  let replay: Replay;
  let bucket = '';
  let zone: RawZone;
  let store: ObjectStore;
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
    bucket = `verify-${(counter += 1)}`;
    await gateway.createBucket(bucket);
    store = new ObjectStore({ bucket, forcePathStyle: true, client: gateway.client });
    zone = new RawZone(store);
    const ended = await runStageProcess({
      entry: programs.ingest,
      environment: { ...(await documentedContainer()).env, ...settings() },
    });
    expect(ended.exitCode).toBe(0);
  });

  /** What the Job takes from the ConfigMap and the Secret of the chart. */
  function settings(): Record<string, string> {
    return {
      ...gateway.environment,
      RAW_BUCKET: bucket,
      GHO_API_BASE_URL: `http://127.0.0.1:${replay.port}/api/`,
      REQUESTS_PER_SECOND: '100',
    };
  }

  async function verify(changes: Readonly<Record<string, string>> = {}): Promise<EndedStage> {
    const { args, env } = await documentedContainer();
    return runStageProcess({
      entry: programs.ingest,
      args,
      // No source: verify must not ask it.
      environment: { ...env, ...settings(), GHO_API_BASE_URL: 'http://127.0.0.1:1/', ...changes },
    });
  }

  async function manifestOf(code: string): Promise<Manifest> {
    const dataset = { kind: 'indicator', code } as const;
    const manifest = await zone.find({ dataset, ingestionDate });
    if (manifest === undefined) throw new Error(`${code} has no manifest`);
    return manifest;
  }

  async function bytesOf(key: string): Promise<Buffer> {
    const got = await gateway.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  }

  async function put(key: string, body: Buffer | string): Promise<void> {
    await gateway.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  async function putManifest(manifest: Manifest): Promise<void> {
    await put(
      `${prefix}/indicator=${manifest.dataset.code}/manifest.json`,
      formatManifest(manifest),
    );
  }

  /** Another object with a manifest that fits its bytes: only the content can tell. */
  async function replaceContent(code: string, change: (text: string) => string): Promise<void> {
    const manifest = await manifestOf(code);
    const body = gzipSync(change(gunzipSync(await bytesOf(manifest.object)).toString('utf8')));
    await put(manifest.object, body);
    const sha256 = createHash('sha256').update(body).digest('hex');
    await putManifest({ ...manifest, bytes: body.length, sha256 });
  }

  it('finds a day as it was published', async () => {
    const ended = await verify();
    expect(ended.exitCode).toBe(0);
    expect(ended.result).toEqual({
      outputs: { ingestionDate },
      rows: { read: 12_936 + 4212 + 234 + 40 + 3038 },
      quality: { checks: 5, passed: 5, warned: 0, failed: 0, worst: [] },
    });
  });

  it.each<[string, (code: string) => Promise<void>, RegExp]>([
    [
      'a bit',
      async (code) => {
        const { object } = await manifestOf(code);
        const bytes = await bytesOf(object);
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        await put(object, bytes);
      },
      /is \d+ bytes, sha256 [0-9a-f]{64}; its manifest says \d+ bytes, sha256 [0-9a-f]{64}/,
    ],
    [
      'the number of rows',
      (code) => replaceContent(code, (text) => text.slice(text.indexOf('\n') + 1)),
      /has 4211 rows, its manifest says 4212/,
    ],
    [
      'one value',
      (code) =>
        replaceContent(code, (text) => text.replace(/"NumericValue":[0-9.]+/, '"NumericValue":1')),
      /has content hash [0-9a-f]{64}; its manifest says [0-9a-f]{64}/,
    ],
    [
      'the manifest alone',
      async (code) =>
        putManifest({ ...(await manifestOf(code)), schemaFingerprint: '0'.repeat(16) }),
      /has schema fingerprint [0-9a-f]{16}; its manifest says 0{16}/,
    ],
    [
      'the whole object',
      async (code) => store.delete((await manifestOf(code)).object),
      /is missing/,
    ],
  ])('ends with exit code 65 when %s changed, and says where', async (...[, change, message]) => {
    await change('WHS4_543');
    const ended = await verify();
    expect(ended.exitCode).toBe(65);
    expect(ended.result).toMatchObject({
      reason: 'RawPartitionDamaged',
      quality: { checks: 5, passed: 4, failed: 1 },
    });
    expect(ended.result.message).toContain(
      `1 of 5 partitions of ${ingestionDate} are not as published: indicator=WHS4_543: raw object`,
    );
    expect(ended.result.message).toMatch(message);
  });

  it('takes no notice of Ids and order, which the manifest does not promise', async () => {
    await replaceContent('WHS4_543', (text) => {
      const lines = text.trimEnd().split('\n').reverse();
      return `${lines.map((line) => line.replace(/"Id":\d+/, '"Id":7')).join('\n')}\n`;
    });
    expect((await verify()).exitCode).toBe(0);
  });

  it('tells what should be there, and lets be what was begun and never published', async () => {
    await store.delete(`${prefix}/indicator=WHS4_543/manifest.json`);
    expect((await verify({ INDICATORS: 'WHOSIS_000001' })).exitCode).toBe(0);
    const ended = await verify();
    expect(ended.exitCode).toBe(65);
    expect(ended.result.message).toContain('indicator=WHS4_543 has no manifest');
  });

  it('divides the partitions among shards', async () => {
    const ended = await Promise.all(
      ['0', '1'].map((index) => verify({ PIPELINE_SHARDS: '2', JOB_COMPLETION_INDEX: index })),
    );
    expect(ended.map(({ result }) => result.quality?.checks)).toEqual([3, 2]);
  });

  it('refuses a command that does not exist', async () => {
    const ended = await runStageProcess({
      entry: programs.ingest,
      args: ['verfiy'],
      environment: settings(),
    });
    expect(ended.exitCode).toBe(78);
    expect(ended.result.message).toBe('command is "verfiy", expected one of ingest, verify');
  });
});
