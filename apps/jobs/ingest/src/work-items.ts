import { catalogue, type GhoResource } from '@gho-platform/gho';
import { knownRows } from './known-rows.ts';

/** Of all 3,057 indicators in April 2026, which had 10,220,735 rows. The median is 194. */
const meanRows = 3343;

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

/** typicalRows is what to expect of a data set that the raw zone has never seen. */
export function typicalRows({ kind, code }: GhoResource): number {
  switch (kind) {
    case 'indicator':
      return knownRows[code] ?? meanRows;
    case 'dimension':
      return dimensionRows;
    case 'catalogue':
      return catalogueRows;
  }
}
