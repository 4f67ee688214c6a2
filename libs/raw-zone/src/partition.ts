import { codePattern, type GhoResource, type ResourceKind } from '@gho-platform/gho';

/** Partition is one data set as it was on one day. */
export interface Partition {
  readonly dataset: GhoResource;
  /** YYYY-MM-DD. */
  readonly ingestionDate: string;
}

export const rawRoot = 'raw/gho/';

const dateFolder = /^raw\/gho\/ingestion_date=(\d{4}-\d{2}-\d{2})\/$/;

/** datePrefix is where everything of one day lies. */
export function datePrefix(ingestionDate: string): string {
  return `${rawRoot}ingestion_date=${ingestionDate}/`;
}

/** ingestionDateOf reads the day from a folder as datePrefix writes it. */
export function ingestionDateOf(folder: string): string | undefined {
  return dateFolder.exec(folder)?.[1];
}

/** datasetName is unique among data sets, and the name of a data set's folder. */
export function datasetName({ kind, code }: GhoResource): string {
  return `${kind}=${code}`;
}

/** partitionPrefix is where the manifest and the data of one partition lie. */
export function partitionPrefix({ dataset, ingestionDate }: Partition): string {
  return `${datePrefix(ingestionDate)}${datasetName(dataset)}/`;
}

export function manifestKey(partition: Partition): string {
  return `${partitionPrefix(partition)}manifest.json`;
}

const datasetFolder = /\/(indicator|dimension|catalogue)=([^/]+)\/$/;

/** datasetOf reads the data set from a folder as partitionPrefix writes it. */
export function datasetOf(folder: string): GhoResource | undefined {
  const [, kind, code = ''] = datasetFolder.exec(folder) ?? [];
  return kind !== undefined && codePattern.test(code)
    ? { kind: kind as ResourceKind, code }
    : undefined;
}
