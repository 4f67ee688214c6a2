import { describe, expect, it } from '@jest/globals';
import { DamagedPartitionError } from './errors.ts';
import { formatManifest, parseManifest, type Manifest } from './manifest.ts';

const manifest: Manifest = {
  version: 1,
  dataset: { kind: 'indicator', code: 'WHOSIS_000001' },
  ingestionDate: '2026-06-01',
  rows: 12936,
  bytes: 598404,
  sha256: 'a'.repeat(64),
  contentHash: 'b'.repeat(64),
  schemaFingerprint: 'c'.repeat(16),
  fields: ['Dim1', 'Id'],
  source: {
    url: 'http://gho-replay:8080/api/WHOSIS_000001',
    startedAt: '2026-06-01T00:00:00.000Z',
    finishedAt: '2026-06-01T00:00:01.000Z',
    attempts: 1,
  },
  object: 'raw/gho/ingestion_date=2026-06-01/indicator=WHOSIS_000001/data-000000000000.ndjson.gz',
  writtenBy: { run: 'demo', uid: 'uid-1', attempt: 1, shard: 0 },
};

describe('parseManifest', () => {
  it('reads what formatManifest wrote', () => {
    expect(parseManifest(formatManifest(manifest), 'k')).toEqual(manifest);
  });

  it.each([
    ['cut JSON', formatManifest(manifest).slice(0, 40), 'manifest k is not JSON'],
    [
      'another version',
      JSON.stringify({ ...manifest, version: 2 }),
      'manifest k has a wrong version',
    ],
    [
      'a wrong digest and a missing object',
      JSON.stringify({ ...manifest, sha256: 'x', object: undefined }),
      'manifest k has a wrong sha256, object',
    ],
    ['no object at all', '7', 'manifest k has a wrong version'],
  ])('refuses %s', (...[, text, message]) => {
    const act = (): unknown => parseManifest(text, 'k');
    expect(act).toThrow(DamagedPartitionError);
    expect(act).toThrow(message);
  });
});
