import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Fields } from '@gho-platform/gho';
import { DamagedPartitionError } from './errors.ts';
import type { Manifest } from './manifest.ts';
import { Meter, type ObjectStore } from './object-store.ts';

/** Of the bytes that a step of decompression gives, which is what comes at a time. */
const chunkBytes = 256 * 1024;

/** RawRow is one stored record with its place. */
export interface RawRow {
  /** 1 for the first line of the data object. */
  readonly line: number;
  readonly fields: Fields;
  /** Its JSON, without a line break. */
  readonly text: string;
}

/**
 * readRows streams a partition, some rows at a time. They come before the whole object is known to be
 * sound: when it is not, the iteration ends with DamagedPartitionError, so nothing read may count
 * before its end.
 */
export async function* readRows(
  store: ObjectStore,
  manifest: Manifest,
  signal?: AbortSignal,
): AsyncGenerator<readonly RawRow[]> {
  let count = 0;
  const meter = new Meter();
  for await (const texts of lines(await gunzipped(store, { manifest, meter, signal }), manifest)) {
    const before = count;
    count += texts.length;
    yield texts.map((text, index) => parseLine(text, manifest, before + index + 1));
  }
  assertSound(manifest, meter);
  if (count !== manifest.rows) {
    throw damaged(manifest, `has ${count} rows, its manifest says ${manifest.rows}`);
  }
}

/** verifyRows reads the whole object and throws DamagedPartitionError when it is not as published. */
export async function verifyRows(
  store: ObjectStore,
  manifest: Manifest,
  signal?: AbortSignal,
): Promise<void> {
  const meter = new Meter();
  const body = await store.open(manifest.object, signal);
  if (body === undefined) {
    throw damaged(manifest, 'is missing');
  }
  for await (const chunk of body) {
    meter.measure(chunk as Buffer);
  }
  assertSound(manifest, meter);
}

interface Opening {
  readonly manifest: Manifest;
  readonly meter: Meter;
  readonly signal: AbortSignal | undefined;
}

async function gunzipped(
  store: ObjectStore,
  { manifest, meter, signal }: Opening,
): Promise<AsyncIterable<Buffer>> {
  const body = await store.open(manifest.object, signal);
  if (body === undefined) {
    throw damaged(manifest, 'is missing');
  }
  // The reader of the last stream sees every error of the pipeline, so the callback has no work.
  return pipeline(body, meter, createGunzip({ chunkSize: chunkBytes }), () => undefined);
}

async function* lines(
  chunks: AsyncIterable<Buffer>,
  manifest: Manifest,
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of chunks) {
      const parts = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
      rest = parts.pop() ?? '';
      yield parts;
    }
  } catch (cause) {
    throw isDataError(cause) ? damaged(manifest, 'cannot be decompressed', cause) : cause;
  }
  if (rest !== '') {
    throw damaged(manifest, 'ends within a line');
  }
}

/** zlib and the decoder report bad bytes with these; anything else is the network's. */
function isDataError(error: unknown): boolean {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  const code = hasCode ? String(error.code) : '';
  return code.startsWith('Z_') || code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}

function parseLine(text: string, manifest: Manifest, line: number): RawRow {
  try {
    return { line, fields: JSON.parse(text) as Fields, text };
  } catch (cause) {
    throw damaged(manifest, `has no JSON in line ${line}`, cause);
  }
}

function assertSound(manifest: Manifest, meter: Meter): void {
  const sha256 = meter.sha256();
  if (meter.bytes !== manifest.bytes || sha256 !== manifest.sha256) {
    const [is, was] = [
      `${meter.bytes} bytes, sha256 ${sha256}`,
      `${manifest.bytes} bytes, sha256 ${manifest.sha256}`,
    ];
    throw damaged(manifest, `is ${is}; its manifest says ${was}`);
  }
}

function damaged(manifest: Manifest, problem: string, cause?: unknown): DamagedPartitionError {
  return new DamagedPartitionError(`raw object ${manifest.object} ${problem}`, { cause });
}
