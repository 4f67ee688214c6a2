import type { GhoResource } from '@gho-platform/gho';
import { datasetName } from './partition.ts';
import type { RawZone } from './raw-zone.ts';

/** Days that are looked through. A size is a hint, so an older one is not worth its requests. */
const maximumLookBack = 7;

/** Manifests asked for at a time: 3,000 of them, 20 ms each, in 4 s. */
const requestsAtOnce = 16;

export interface LastRowsRequest {
  readonly datasets: readonly GhoResource[];
  /** YYYY-MM-DD; only earlier days count. */
  readonly before: string;
  readonly signal: AbortSignal;
}

/**
 * lastRows returns how many rows each data set had on the last earlier day that has it, by data set.
 * One listing finds those of a day, so that only manifests which exist are asked for.
 */
export async function lastRows(
  zone: RawZone,
  { datasets, before, signal }: LastRowsRequest,
): Promise<ReadonlyMap<GhoResource, number>> {
  const rows = new Map<GhoResource, number>();
  const days = (await zone.dates(signal)).filter((date) => date < before);
  for (const ingestionDate of days.reverse().slice(0, maximumLookBack)) {
    const present = new Set((await zone.datasets(ingestionDate, signal)).map(datasetName));
    const wanted = datasets.filter(
      (dataset) => !rows.has(dataset) && present.has(datasetName(dataset)),
    );
    for (let start = 0; start < wanted.length; start += requestsAtOnce) {
      const batch = wanted.slice(start, start + requestsAtOnce).map(async (dataset) => {
        const manifest = await zone.find({ dataset, ingestionDate }, signal);
        if (manifest !== undefined) rows.set(dataset, manifest.rows);
      });
      await Promise.all(batch);
    }
  }
  return rows;
}
