import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Fields, GhoResource, RowBatches, SourceRow } from '@gho-platform/gho';
import { ObjectStore, RawZone } from '@gho-platform/raw-zone';
import { rawBucket, type Platform } from './platform.ts';

/** Recorded pulls of the WHO GHO, which the replay serves. */
const recordings = join(import.meta.dirname, '../../../../apps/services/gho-replay/data');

/** readRecording returns the rows of one recorded answer, such as `2026-06/WHOSIS_000001`. */
export async function readRecording(name: string): Promise<Fields[]> {
  const text = gunzipSync(await readFile(join(recordings, `${name}.json.gz`))).toString('utf8');
  return (JSON.parse(text) as { value: Fields[] }).value;
}

/** listRecordings returns the recorded indicator answers as `<pull>/<code>`. */
export async function listRecordings(): Promise<string[]> {
  const pulls = ['2025-11', '2026-06', 'export-mapped'];
  const names = await Promise.all(
    pulls.map(async (pull) =>
      (await readdir(join(recordings, pull))).map((file) => `${pull}/${file.split('.')[0] ?? ''}`),
    ),
  );
  return names.flat();
}

/** publishRows writes a partition the way ingest does. */
export async function publishRows(
  { gateway }: Platform,
  partition: { readonly dataset: GhoResource; readonly ingestionDate: string },
  rows: readonly Fields[],
): Promise<void> {
  const { client } = gateway;
  const zone = new RawZone(new ObjectStore({ bucket: rawBucket, forcePathStyle: true, client }));
  const source = rows.map((fields) => ({ fields, text: JSON.stringify(fields) }));
  const stored = await zone.store(partition, inOneBatch(source), new AbortController().signal);
  await zone.publish({
    partition,
    stored,
    source: {
      url: 'http://replay.test/api/',
      startedAt: '2026-06-01T00:00:00Z',
      finishedAt: '2026-06-01T00:00:01Z',
      attempts: 1,
    },
    writtenBy: { run: 'test', uid: 'test', attempt: 1, shard: 0 },
  });
}

/** publishIndicator writes the rows of one indicator for one day. */
export async function publishIndicator(
  platform: Platform,
  ingestionDate: string,
  rows: readonly Fields[],
): Promise<void> {
  const code = String(rows[0]?.IndicatorCode);
  await publishRows(platform, { dataset: { kind: 'indicator', code }, ingestionDate }, rows);
}

async function* inOneBatch(rows: readonly SourceRow[]): RowBatches {
  yield await Promise.resolve(rows);
}
