import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RowBatches, SourceRow } from '@gho-platform/gho';
import {
  MissingBucketError,
  ObjectStore,
  RawZone,
  StoreRefusedError,
  type Manifest,
  type Partition,
  type Published,
} from '@gho-platform/raw-zone';
import { startS3Gateway, type S3Gateway } from '@gho-platform/testing/servers';

const { signal } = new AbortController();
const writtenBy = { run: 'demo', uid: 'uid-1', attempt: 1, shard: 0 };
const source = {
  url: 'http://source/api/A',
  startedAt: '2026-06-01T00:00:00.000Z',
  finishedAt: '2026-06-01T00:00:01.000Z',
  attempts: 1,
};

function row(fields: Record<string, unknown>): SourceRow {
  return { fields, text: JSON.stringify(fields) };
}

/** Each row is a batch of its own. */
async function* rowsOf(...rows: Record<string, unknown>[]): RowBatches {
  for (const fields of rows) {
    yield await Promise.resolve([row(fields)]);
  }
}

/** Rows that hardly compress, about 1 kB each. */
async function* bulk(count: number, failAt = Infinity): RowBatches {
  let state = 1;
  const noise = (): string => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state.toString(36);
  };
  for (let index = 0; index < count; index += 1) {
    if (index === failAt) {
      throw new Error('source broke off');
    }
    const text = Array.from({ length: 190 }, noise).join('');
    yield await Promise.resolve([row({ index, text })]);
  }
}

describe('raw zone on a real S3 gateway', () => {
  let gateway: S3Gateway;
  let zone: RawZone;
  let store: ObjectStore;
  let counter = 0;

  beforeAll(async () => {
    gateway = await startS3Gateway();
    await gateway.createBucket('raw');
    store = new ObjectStore({ bucket: 'raw', forcePathStyle: true, client: gateway.client });
    zone = new RawZone(store);
  });

  afterAll(async () => {
    await gateway.stop();
  });

  function partition(ingestionDate = '2026-06-01', code = `CODE_${(counter += 1)}`): Partition {
    return { dataset: { kind: 'indicator', code }, ingestionDate };
  }

  async function write(at: Partition, rows: RowBatches): Promise<Published> {
    const stored = await zone.store(at, rows, signal);
    return zone.publish({ partition: at, stored, source, writtenBy });
  }

  async function read(manifest: Manifest): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const rows of zone.read(manifest)) {
      all.push(...rows.map(({ line, fields }) => ({ line, ...fields })));
    }
    return all;
  }

  async function keys(at: Partition): Promise<string[]> {
    const prefix = `raw/gho/ingestion_date=${at.ingestionDate}/indicator=${at.dataset.code}/`;
    const listed = await gateway.client.send(
      new ListObjectsV2Command({ Bucket: 'raw', Prefix: prefix }),
    );
    return (listed.Contents ?? []).map(({ Key: key }) => (key ?? '').slice(prefix.length)).sort();
  }

  async function overwrite(key: string, change: (bytes: Buffer) => Buffer): Promise<void> {
    const got = await gateway.client.send(new GetObjectCommand({ Bucket: 'raw', Key: key }));
    const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    await gateway.client.send(
      new PutObjectCommand({ Bucket: 'raw', Key: key, Body: change(bytes) }),
    );
  }

  it('gives back the rows it was given, with their lines', async () => {
    const at = partition();
    const { manifest, outcome } = await write(at, rowsOf({ Id: 1, a: 'é😀' }, { Id: 2, a: null }));
    expect(outcome).toBe('written');
    expect(await zone.find(at)).toEqual(manifest);
    expect(manifest).toMatchObject({ rows: 2, fields: ['Id', 'a'], ...at, source, writtenBy });
    expect(await read(manifest)).toEqual([
      { line: 1, Id: 1, a: 'é😀' },
      { line: 2, Id: 2, a: null },
    ]);
    await zone.verify(manifest);
  });

  it('knows an empty data set from a missing one', async () => {
    const at = partition();
    expect(await zone.find(at)).toBeUndefined();
    const { manifest } = await write(at, rowsOf());
    expect(await read(manifest)).toEqual([]);
    expect(manifest.rows).toBe(0);
  });

  it('stores more than one part', async () => {
    const { manifest } = await write(partition(), bulk(16_000));
    expect(manifest.bytes).toBeGreaterThan(10 * 1024 * 1024);
    expect(await read(manifest)).toHaveLength(16_000);
  });

  it('leaves neither object nor part behind when the source breaks off', async () => {
    const at = partition();
    await expect(write(at, bulk(16_000, 12_000))).rejects.toThrow('source broke off');
    expect(await keys(at)).toEqual([]);
    const uploads = await gateway.client.send(new ListMultipartUploadsCommand({ Bucket: 'raw' }));
    expect(uploads.Uploads ?? []).toEqual([]);
  });

  it('keeps the first of two writers as a whole', async () => {
    const at = partition();
    const published = await Promise.all([
      write(at, rowsOf({ a: 'first' })),
      write(at, rowsOf({ a: 'second' })),
    ]);
    expect(published.map(({ outcome }) => outcome).sort()).toEqual(['kept', 'written']);
    expect(published[0].manifest).toEqual(published[1].manifest);
    expect(await keys(at)).toHaveLength(2);
    expect(await read(published[0].manifest)).toHaveLength(1);
  });

  it('says since when the content is the same, whatever the Ids and the order', async () => {
    const code = 'UNCHANGED';
    const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'];
    const pulls = [
      [
        { Id: 1, a: 1 },
        { Id: 2, a: 2 },
      ],
      [
        { a: 2, Id: 8 },
        { a: 1, Id: 9 },
      ],
      [
        { Id: 3, a: 1 },
        { Id: 4, a: 2 },
      ],
      [
        { Id: 3, a: 1 },
        { Id: 4, a: 3 },
      ],
    ];
    const since: unknown[] = [];
    for (const [index, day] of days.entries()) {
      // A run of its own each day; a run lists the days once.
      zone = new RawZone(store);
      const { manifest } = await write(partition(day, code), rowsOf(...(pulls[index] ?? [])));
      since.push(manifest.unchangedSince);
    }
    expect(since).toEqual([undefined, '2026-01-01', '2026-01-01', undefined]);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    [
      'one bit differs',
      (bytes) => Buffer.from(bytes.map((byte, at) => (at === 12 ? byte ^ 1 : byte))),
    ],
    ['bytes are missing at the end', (bytes) => bytes.subarray(0, -9)],
    ['bytes were added', (bytes) => Buffer.concat([bytes, bytes])],
    ['it is no gzip', () => Buffer.from('<html>')],
  ])('refuses a published object of which %s', async (_sentence, change) => {
    const { manifest } = await write(partition(), rowsOf({ a: 'x'.repeat(80) }, { a: 'y' }));
    await overwrite(manifest.object, change);
    await expect(read(manifest)).rejects.toMatchObject({ name: 'DamagedPartitionError' });
    await expect(zone.verify(manifest)).rejects.toMatchObject({ name: 'DamagedPartitionError' });
  });

  it('refuses a partition whose object is gone', async () => {
    const { manifest } = await write(partition(), rowsOf({ a: 1 }));
    await store.delete(manifest.object);
    await expect(read(manifest)).rejects.toThrow('is missing');
    await expect(zone.verify(manifest)).rejects.toThrow('is missing');
  });

  it('names a bucket that does not exist', async () => {
    const other = new ObjectStore({ bucket: 'nope', forcePathStyle: true, client: gateway.client });
    const reaching = other.assertReachable();
    await expect(reaching).rejects.toThrow(MissingBucketError);
    await expect(reaching).rejects.toThrow('bucket "nope" does not exist');
  });

  it('says that the credentials were refused', async () => {
    const client = new S3Client({
      endpoint: gateway.environment.AWS_ENDPOINT_URL_S3 ?? '',
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'integration', secretAccessKey: 'wrong' },
    });
    const other = new ObjectStore({ bucket: 'raw', forcePathStyle: true, client });
    await expect(other.assertReachable()).rejects.toThrow(StoreRefusedError);
    client.destroy();
  });
});
