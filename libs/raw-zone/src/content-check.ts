import { ContentHash, FieldTypes, schemaFingerprint } from '@gho-platform/gho';
import { DamagedPartitionError } from './errors.ts';
import type { Manifest } from './manifest.ts';
import type { RawZone } from './raw-zone.ts';

/**
 * checkContent reads a whole partition and holds it against its manifest: bytes, SHA-256, number of
 * rows, content hash and schema. It throws DamagedPartitionError, which names what differs.
 */
export async function checkContent(
  zone: RawZone,
  manifest: Manifest,
  signal?: AbortSignal,
): Promise<void> {
  const content = new ContentHash();
  const types = new FieldTypes();
  try {
    for await (const rows of zone.read(manifest, signal)) {
      for (const { fields } of rows) {
        content.add(fields);
        types.add(fields);
      }
    }
  } catch (error) {
    // Bytes that differ often cannot be read as rows; that they differ is the better answer.
    if (error instanceof DamagedPartitionError) await zone.verify(manifest, signal);
    throw error;
  }
  assertEqual(manifest, 'content hash', { is: content.digest(), was: manifest.contentHash });
  // Fingerprints of version 0.1.0, whose manifests have no schema, are of names only.
  if (manifest.schema !== undefined) {
    const is = schemaFingerprint(types.schema());
    assertEqual(manifest, 'schema fingerprint', { is, was: manifest.schemaFingerprint });
  }
}

function assertEqual(
  { object }: Manifest,
  what: string,
  { is, was }: { readonly is: string; readonly was: string },
): void {
  if (is !== was) {
    throw new DamagedPartitionError(
      `raw object ${object} has ${what} ${is}; its manifest says ${was}`,
    );
  }
}
