import { integer, integers } from '../option-values.ts';
import type { BreakdownOptions } from './breakdown.ts';
import type { IngestOptions } from './ingest.ts';
import type { LoadOptions } from './load.ts';
import type { ShardsOptions } from './shards.ts';
import type { VolumesOptions } from './volumes.ts';

/** DataCommand is a measurement of the stages that move data. */
export type DataCommand =
  | { readonly name: 'ingest'; readonly options: IngestOptions }
  | { readonly name: 'load'; readonly options: LoadOptions }
  | { readonly name: 'volumes'; readonly options: VolumesOptions }
  | { readonly name: 'shards'; readonly options: ShardsOptions }
  | { readonly name: 'breakdown'; readonly options: BreakdownOptions };

export const dataCommandNames = ['ingest', 'load', 'volumes', 'shards', 'breakdown'];

export const dataUsage = `  ingest     against curl of the same answers of the same server
    --rounds N          of each (default 5)
    --sizes N,...       rows of the indicator (default 250000,194: the largest and the median one)
  load       transform against a bare COPY of the same rows, and against dlt on the same files
    --rounds N          of each (default 3)
    --rows N            (default 1000000)
    --without-dlt       installs and runs nothing of it
  volumes    ingest and transform on more and more rows
    --sizes N,...       rows (default 10000,100000,1000000; 10000000 takes 15 GB of disk)
  shards     ingest in several shards at once
    --rounds N          of each (default 3)
    --shards N,...      how many (default 1,2,4)
    --rows N            of each of the large indicators (default 50000)
  breakdown  where the time of a run went, after \`make demo\`
    --run NAME          (default the newest that succeeded)
    --namespace NAME    (default gho-platform)
`;

/** Flags that the other measurements do not have. */
export const dataFlags = {
  rows: { type: 'string' },
  sizes: { type: 'string' },
  shards: { type: 'string' },
  run: { type: 'string' },
  namespace: { type: 'string' },
  'without-dlt': { type: 'boolean' },
} as const;

interface Values {
  readonly rounds?: string | undefined;
  readonly rows?: string | undefined;
  readonly sizes?: string | undefined;
  readonly shards?: string | undefined;
  readonly run?: string | undefined;
  readonly namespace?: string | undefined;
  readonly 'without-dlt'?: boolean | undefined;
}

/** As many as fit on a disk. */
const mostRows = 100_000_000;
const mostShards = 64;

/** dataCommandOf reads the arguments of a measurement of that name, if there is one. Throws UsageError. */
export function dataCommandOf(name: string, values: Values): DataCommand | undefined {
  const rounds = (fallback: string): number => integer('rounds', values.rounds ?? fallback);
  const rows = (fallback: string): number => integer('rows', values.rows ?? fallback, mostRows);
  const sizes = (fallback: string): readonly number[] =>
    integers('sizes', values.sizes ?? fallback, mostRows);
  switch (name) {
    case 'ingest':
      return { name, options: { rounds: rounds('5'), sizes: sizes('250000,194') } };
    case 'load': {
      const withDlt = values['without-dlt'] !== true;
      return { name, options: { rounds: rounds('3'), rows: rows('1000000'), withDlt } };
    }
    case 'volumes':
      return { name, options: { sizes: sizes('10000,100000,1000000') } };
    case 'shards': {
      const counts = integers('shards', values.shards ?? '1,2,4', mostShards);
      return { name, options: { rounds: rounds('3'), counts, rows: rows('50000') } };
    }
    case 'breakdown': {
      const { namespace = 'gho-platform', run } = values;
      return { name, options: { namespace, ...(run !== undefined && { run }) } };
    }
    default:
      return undefined;
  }
}
