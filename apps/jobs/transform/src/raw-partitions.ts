import type { GhoResource } from '@gho-platform/gho';
import type { Manifest, RawZone } from '@gho-platform/raw-zone';
import { ConfigurationError } from '@gho-platform/stage-kit';
import type { Configuration } from './configuration.ts';

export interface RawPartitions {
  /** One of each configured indicator, in that order. */
  readonly indicators: readonly Manifest[];
  /** Of the dimensions and the catalogue, as far as they were ingested. */
  readonly reference: readonly Manifest[];
}

/**
 * findPartitions looks everything up before any work is done. Every indicator has to be there; no
 * retry brings a partition that ingest has not written. Without dimensions names stay as they are.
 */
export async function findPartitions(
  zone: RawZone,
  { ingestionDate, indicators }: Configuration,
  signal: AbortSignal,
): Promise<RawPartitions> {
  const find = (dataset: GhoResource): Promise<Manifest | undefined> =>
    zone.find({ dataset, ingestionDate }, signal);
  const found = await Promise.all(indicators.map((code) => find({ kind: 'indicator', code })));
  const missing = indicators.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) {
    throw new ConfigurationError(
      `raw zone has no partition of ${missing.join(', ')} for ingestion date ${ingestionDate}`,
    );
  }
  const reference = (await zone.datasets(ingestionDate, signal)).filter(
    ({ kind }) => kind !== 'indicator',
  );
  return {
    indicators: found.filter((manifest) => manifest !== undefined),
    reference: (await Promise.all(reference.map(find))).filter(
      (manifest) => manifest !== undefined,
    ),
  };
}
