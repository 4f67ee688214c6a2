import type { GhoResource } from '@gho-platform/gho';
import { datasetName } from '@gho-platform/raw-zone';

export interface SizedItem {
  readonly item: GhoResource;
  readonly rows: number;
}

/**
 * What a data set costs besides its rows: a request of its own, in a budget of about one a second for
 * each shard. Half of all indicators have fewer than 200 rows, so that a shard with a thousand of them
 * would be late although it has few rows.
 */
const rowsPerRequest = 1000;

/**
 * packShards divides items among shards: the costliest first, each to the lightest shard, so that no
 * shard is costlier than another by more than one item. The order in which items come has no influence.
 */
export function packShards(
  items: readonly SizedItem[],
  shards: number,
): readonly (readonly SizedItem[])[] {
  const packed = Array.from({ length: shards }, () => ({ cost: 0, items: [] as SizedItem[] }));
  for (const sized of [...items].sort(bySizeThenName)) {
    const lightest = packed.reduce((best, shard) => (shard.cost < best.cost ? shard : best));
    lightest.items.push(sized);
    lightest.cost += costOf(sized);
  }
  return packed.map((shard) => shard.items);
}

export function costOf({ rows }: SizedItem): number {
  return rows + rowsPerRequest;
}

function bySizeThenName(a: SizedItem, b: SizedItem): number {
  const bySize = b.rows - a.rows;
  return bySize !== 0 ? bySize : datasetName(a.item) < datasetName(b.item) ? -1 : 1;
}
