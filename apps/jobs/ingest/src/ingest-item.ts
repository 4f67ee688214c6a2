import type { GhoClient, GhoResource } from '@gho-platform/gho';
import type {
  Manifest,
  Partition,
  RawZone,
  SchemaDriftPolicy,
  Writer,
} from '@gho-platform/raw-zone';

export interface ItemTools {
  readonly client: GhoClient;
  readonly zone: RawZone;
  readonly ingestionDate: string;
  readonly writtenBy: Writer;
  readonly onSchemaDrift: SchemaDriftPolicy;
  readonly signal: AbortSignal;
}

export interface ItemOutcome {
  readonly manifest: Manifest;
  /** `kept`: the day already had this partition and it is sound. */
  readonly outcome: 'written' | 'kept';
}

/** ingestItem makes sure that the raw zone has one data set of the day, complete and sound. */
export async function ingestItem(dataset: GhoResource, tools: ItemTools): Promise<ItemOutcome> {
  const { client, zone, ingestionDate, writtenBy, onSchemaDrift, signal } = tools;
  const partition: Partition = { dataset, ingestionDate };
  const existing = await zone.find(partition, signal);
  if (existing !== undefined) {
    await zone.verify(existing, signal);
    return { manifest: existing, outcome: 'kept' };
  }
  const pulled = await client.pull({
    resource: dataset,
    signal,
    consume: (rows) => zone.store(partition, rows, signal),
  });
  const source = {
    url: pulled.url,
    startedAt: pulled.startedAt.toISOString(),
    finishedAt: pulled.finishedAt.toISOString(),
    attempts: pulled.attempts,
  };
  const publication = { partition, stored: pulled.value, source, writtenBy, onSchemaDrift };
  return zone.publish(publication, signal);
}
