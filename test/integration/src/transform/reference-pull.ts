import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fields } from '@gho-platform/gho';
import type { Platform } from './platform.ts';
import { publishIndicator, publishRows, readRecording } from './raw-data.ts';
import { makeRows } from './row-builder.ts';

const contracts = join(import.meta.dirname, '../../../../apps/jobs/transform/contracts');

/** What one day has besides its observations. */
export interface ReferenceRows {
  readonly countries: readonly Fields[];
  readonly regions: readonly Fields[];
  readonly catalogue: readonly Fields[];
  readonly sexes?: readonly Fields[];
}

export async function recordedReference(): Promise<ReferenceRows> {
  return {
    countries: await readRecording('metadata/DIMENSION_COUNTRY'),
    regions: await readRecording('metadata/DIMENSION_REGION'),
    catalogue: await readRecording('metadata/Indicator'),
  };
}

/** publishPull publishes a day of thirty sound observations, which print no region, and of these rows. */
export async function publishPull(
  platform: Platform,
  ingestionDate: string,
  { countries, regions, catalogue, sexes = [] }: ReferenceRows,
): Promise<void> {
  const observations = makeRows(30, (index) => ({
    SpatialDim: countries[index]?.Code,
    ...{ ParentLocationCode: null, ParentLocation: null },
  }));
  await publishIndicator(platform, ingestionDate, observations);
  const dimensions = { COUNTRY: countries, REGION: regions, SEX: sexes };
  for (const [code, rows] of Object.entries(dimensions)) {
    if (rows.length > 0) {
      await publishRows(platform, { dataset: { kind: 'dimension', code }, ingestionDate }, rows);
    }
  }
  const dataset = { kind: 'catalogue', code: 'Indicator' } as const;
  await publishRows(platform, { dataset, ingestionDate }, catalogue);
}

/** writeContract writes a changed contract of the image into a folder; returns its path. */
export async function writeContract(
  folder: string,
  name: string,
  change: (text: string) => string,
): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(join(contracts, name), 'utf8')));
  return path;
}
