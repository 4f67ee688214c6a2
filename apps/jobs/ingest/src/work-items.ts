import { catalogue, type GhoResource } from '@gho-platform/gho';

/** Row counts seen in 2025 and 2026; they only balance shards, so being out of date does no harm. */
const knownRows: Readonly<Record<string, number>> = {
  WHOSIS_000001: 12_936,
  WHOSIS_000002: 12_936,
  WHOSIS_000004: 12_936,
  WHOSIS_000015: 12_936,
  NCDMORT3070: 12_936,
  NCD_BMI_30A: 20_790,
  MDG_0000000001: 43_513,
  MDG_0000000007: 63_070,
  MDG_0000000026: 7_878,
  SDGPM25: 10_750,
  SA_0000001688: 5_405,
  UHC_INDEX_REPORTED: 5_160,
  WHS4_100: 5_106,
  WHS4_543: 4_212,
  WHS4_544: 5_106,
  GHED_CHEGDP_SHA2011: 4_852,
  GHED_CHE_pc_US_SHA2011: 4_852,
  HWF_0001: 3_693,
  WSH_WATER_BASIC: 14_875,
  WSH_WATER_SAFELY_MANAGED: 9_011,
};

/** Indicators asked for by name are rarely the small ones; the median of all would be 194. */
const typicalRows = 5000;

const catalogueRows = 3100;
const dimensionRows = 200;

/** workItems lists everything one run has to pull. */
export function workItems(
  indicators: readonly string[],
  dimensions: readonly string[],
): GhoResource[] {
  return [
    ...indicators.map((code): GhoResource => ({ kind: 'indicator', code })),
    ...dimensions.map((code): GhoResource => ({ kind: 'dimension', code })),
    // Whole, not the chosen codes only: a partition must not depend on who wrote it first that day.
    catalogue,
  ];
}

/**
 * shardItems returns the items of one shard. Every shard computes the same assignment on its own:
 * the largest item goes to the lightest shard, so that no shard is heavier than another by more than
 * one item.
 */
export function shardItems(
  items: readonly GhoResource[],
  shards: number,
  shardIndex: number,
): GhoResource[] {
  const loads = Array.from({ length: shards }, () => 0);
  return [...items].sort(bySizeThenName).filter((item) => {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + expectedRows(item);
    return lightest === shardIndex;
  });
}

export function expectedRows({ kind, code }: GhoResource): number {
  switch (kind) {
    case 'indicator':
      return knownRows[code] ?? typicalRows;
    case 'dimension':
      return dimensionRows;
    case 'catalogue':
      return catalogueRows;
  }
}

function bySizeThenName(a: GhoResource, b: GhoResource): number {
  const bySize = expectedRows(b) - expectedRows(a);
  return bySize !== 0 ? bySize : nameOf(a) < nameOf(b) ? -1 : 1;
}

function nameOf({ kind, code }: GhoResource): string {
  return `${kind}=${code}`;
}
