import type { GhoResource, Schema } from '@gho-platform/gho';
import { DamagedPartitionError } from './errors.ts';
import type { SchemaDrift } from './schema-drift.ts';

/** Manifest makes a partition exist; it is written last and never changed. */
export interface Manifest {
  readonly version: 1;
  readonly dataset: GhoResource;
  /** YYYY-MM-DD. */
  readonly ingestionDate: string;
  readonly rows: number;
  /** Of the compressed object. */
  readonly bytes: number;
  /** Of the compressed object, 64 hexadecimal digits. */
  readonly sha256: string;
  /** Of the rows, independent of Id, row order and field order; 64 hexadecimal digits. */
  readonly contentHash: string;
  /** Of the fields and the types of their values, 16 hexadecimal digits. */
  readonly schemaFingerprint: string;
  /** Sorted names of the fields that occurred. */
  readonly fields: readonly string[];
  /** The fields with their JSON types; manifests of version 0.1.0 have none. */
  readonly schema?: Schema;
  /** What differs from the last earlier day that had rows; absent when nothing does. */
  readonly schemaDrift?: SchemaDrift;
  readonly source: ManifestSource;
  /** Key of the data object. */
  readonly object: string;
  /** Earliest day since which the content has been the same, when it was the same before. */
  readonly unchangedSince?: string;
  readonly writtenBy: Writer;
}

export interface ManifestSource {
  readonly url: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** How often the source was asked until it answered properly. */
  readonly attempts: number;
}

export interface Writer {
  readonly run: string;
  readonly uid: string;
  readonly attempt: number;
  readonly shard: number;
}

export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** parseManifest checks what readers rely on; anything else throws DamagedPartitionError. */
export function parseManifest(text: string, key: string): Manifest {
  const parsed = parseJson(text, key);
  const problems = Object.entries(expectedTypes)
    .filter(([name, isRight]) => !isRight(parsed[name]))
    .map(([name]) => name);
  if (problems.length > 0) {
    throw new DamagedPartitionError(`manifest ${key} has a wrong ${problems.join(', ')}`);
  }
  return parsed as unknown as Manifest;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isSha256 = (value: unknown): boolean => /^[0-9a-f]{64}$/.test(String(value));

const expectedTypes: Readonly<Record<string, (value: unknown) => boolean>> = {
  version: (value) => value === 1,
  ingestionDate: isText,
  rows: isCount,
  bytes: isCount,
  sha256: isSha256,
  contentHash: isSha256,
  fields: Array.isArray,
  object: isText,
};

function parseJson(text: string, key: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch (cause) {
    throw new DamagedPartitionError(`manifest ${key} is not JSON`, { cause });
  }
}
