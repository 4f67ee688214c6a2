import { randomBytes } from 'node:crypto';
import type { GhoResource, RowBatches } from '@gho-platform/gho';
import { DamagedPartitionError } from './errors.ts';
import {
  formatManifest,
  parseManifest,
  type Manifest,
  type ManifestSource,
  type Writer,
} from './manifest.ts';
import type { ObjectStore } from './object-store.ts';
import {
  datasetOf,
  datePrefix,
  ingestionDateOf,
  manifestKey,
  partitionPrefix,
  rawRoot,
  type Partition,
} from './partition.ts';
import { readRows, verifyRows, type RawRow } from './row-reader.ts';
import { writeRows, type StoredRows } from './row-writer.ts';
import { driftError, driftSince, type SchemaDriftPolicy } from './schema-drift.ts';

export interface Publication {
  readonly partition: Partition;
  readonly stored: StoredRows;
  readonly source: ManifestSource;
  readonly writtenBy: Writer;
  /** `Record` unless given. */
  readonly onSchemaDrift?: SchemaDriftPolicy;
}

export interface Published {
  readonly manifest: Manifest;
  /** `kept` when another writer had published the partition before. */
  readonly outcome: 'written' | 'kept';
}

interface History {
  readonly last: Manifest | undefined;
  readonly lastWithRows: Manifest | undefined;
}

/** How many earlier days are asked for the same data set before it counts as new. */
const maximumLookBack = 30;

/**
 * RawZone keeps each data set of each day for good. A partition exists when its manifest does; the
 * manifest is created atomically and last, so a reader never sees half a partition and of two
 * writers one wins as a whole.
 */
export class RawZone {
  readonly #store: ObjectStore;
  #dates: Promise<string[]> | undefined;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** find returns the manifest of a published partition. */
  async find(partition: Partition, signal?: AbortSignal): Promise<Manifest | undefined> {
    const key = manifestKey(partition);
    const text = await this.#store.readText(key, signal);
    return text === undefined ? undefined : parseManifest(text, key);
  }

  /** verify throws DamagedPartitionError unless the data object is byte for byte as published. */
  async verify(manifest: Manifest, signal?: AbortSignal): Promise<void> {
    await verifyRows(this.#store, manifest, signal);
  }

  /**
   * store writes rows under a key of their own. The key is random: the attempt alone would not do,
   * since a pod that lost its node may still be writing beside its replacement of the same attempt.
   */
  async store(partition: Partition, rows: RowBatches, signal: AbortSignal): Promise<StoredRows> {
    const key = `${partitionPrefix(partition)}data-${randomBytes(6).toString('hex')}.ndjson.gz`;
    return writeRows(this.#store, { key, rows, signal });
  }

  /**
   * publish creates the manifest, or keeps the partition that another writer published first. It throws
   * SchemaDriftError, and publishes nothing, when the schema has changed and the policy is to halt.
   */
  async publish(publication: Publication, signal?: AbortSignal): Promise<Published> {
    const { partition, stored } = publication;
    const manifest = await this.#manifestOf(publication, signal);
    if (publication.onSchemaDrift === 'Halt' && manifest.schemaDrift !== undefined) {
      await this.#discard(stored.key);
      throw driftError(partition.dataset, manifest.schemaDrift);
    }
    const text = formatManifest(manifest);
    if (await this.#store.createText(manifestKey(partition), text, 'application/json')) {
      return { manifest, outcome: 'written' };
    }
    const existing = await this.find(partition, signal);
    if (existing === undefined) {
      throw new DamagedPartitionError(`manifest ${manifestKey(partition)} came and went`);
    }
    if (existing.object === stored.key) {
      // Our own creation, whose answer got lost and which the client then repeated.
      return { manifest: existing, outcome: 'written' };
    }
    await this.#discard(stored.key);
    await this.verify(existing, signal);
    return { manifest: existing, outcome: 'kept' };
  }

  /** read streams the rows of a partition; see readRows for when they may count. */
  read(manifest: Manifest, signal?: AbortSignal): AsyncGenerator<readonly RawRow[]> {
    return readRows(this.#store, manifest, signal);
  }

  /** dates returns the days that have anything at all, earliest first; asked once of the store. */
  async dates(signal?: AbortSignal): Promise<readonly string[]> {
    this.#dates ??= this.#listDates(signal);
    return this.#dates;
  }

  /** datasets returns what the day has a folder of, sorted by key, published or still being written. */
  async datasets(ingestionDate: string, signal?: AbortSignal): Promise<readonly GhoResource[]> {
    const folders = await this.#store.listFolders(datePrefix(ingestionDate), signal);
    return folders.sort().flatMap((folder) => datasetOf(folder) ?? []);
  }

  /** A data object without a manifest does no harm, and a writer need not have the right to delete. */
  async #discard(key: string): Promise<void> {
    await this.#store.delete(key).catch(() => undefined);
  }

  async #manifestOf(publication: Publication, signal?: AbortSignal): Promise<Manifest> {
    const { partition, stored, source, writtenBy } = publication;
    const { key, ...facts } = stored;
    const { last, lastWithRows } = await this.#history(partition, signal);
    const isUnchanged = last?.contentHash === stored.contentHash;
    // No rows have no schema, so an empty day is neither compared nor compared with.
    const schemaDrift =
      lastWithRows && stored.rows > 0 ? driftSince(lastWithRows, stored.schema) : undefined;
    return {
      version: 1,
      ...partition,
      ...facts,
      source,
      object: key,
      ...(isUnchanged && { unchangedSince: last.unchangedSince ?? last.ingestionDate }),
      ...(schemaDrift && { schemaDrift }),
      writtenBy,
    };
  }

  /** The same data set on the last day before this one that has it, and on the last that has rows. */
  async #history(partition: Partition, signal?: AbortSignal): Promise<History> {
    const dates = (await this.dates(signal)).filter((date) => date < partition.ingestionDate);
    let last: Manifest | undefined;
    for (const ingestionDate of dates.reverse().slice(0, maximumLookBack)) {
      const manifest = await this.find({ ...partition, ingestionDate }, signal);
      last ??= manifest;
      if (manifest !== undefined && manifest.rows > 0) {
        return { last, lastWithRows: manifest };
      }
    }
    return { last, lastWithRows: undefined };
  }

  async #listDates(signal?: AbortSignal): Promise<string[]> {
    const folders = await this.#store.listFolders(rawRoot, signal);
    return folders.flatMap((folder) => ingestionDateOf(folder) ?? []).sort();
  }
}
