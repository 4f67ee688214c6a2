import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ReferenceData, Row } from '@gho-platform/quality';

/** Recorded answers of the WHO GHO, which the replay serves. */
const folder = join(import.meta.dirname, '../../../../services/gho-replay/data');

/** The indicators of the sample pull, each by its newest recording. */
export const recordings: Readonly<Record<string, string>> = {
  WHOSIS_000001: '2026-06',
  HWF_0001: '2026-06',
  NCDMORT3070: '2026-06',
  UHC_INDEX_REPORTED: '2026-06',
  WHS4_543: '2026-06',
  WHS4_544: '2026-06',
  WSH_WATER_SAFELY_MANAGED: '2025-11',
  GHED_CHEGDP_SHA2011: 'export-mapped',
  GHED_CHE_pc_US_SHA2011: 'export-mapped',
  GHED_OOPSCHE_SHA2011: 'export-mapped',
  SA_0000001688: 'export-mapped',
  WHOSIS_000002: 'export-mapped',
};

/** Day for which the recordings stand in. */
export const ingestionDate = '2026-06-01';

export function readRecording(indicator: string): Row[] {
  return read<Row>(`${recordings[indicator] ?? ''}/${indicator}`);
}

/** Recorded data sets that say what codes mean, each by its name in the raw zone. */
export const referenceRecordings = {
  'dimension=COUNTRY': 'DIMENSION_COUNTRY',
  'dimension=REGION': 'DIMENSION_REGION',
  'catalogue=Indicator': 'Indicator',
} as const;

export type ReferenceRecording = keyof typeof referenceRecordings;

export function readReferenceRecording(name: ReferenceRecording): Row[] {
  return read<Row>(`metadata/${referenceRecordings[name]}`);
}

/** What the recorded dimensions and catalogue let the checks know. */
export function readReferenceData(): ReferenceData {
  const codesOf = (name: ReferenceRecording): ReadonlySet<string> =>
    new Set(readReferenceRecording(name).map((row) => String(row.Code ?? row.IndicatorCode)));
  return {
    dimensions: new Map([
      ['COUNTRY', codesOf('dimension=COUNTRY')],
      ['REGION', codesOf('dimension=REGION')],
    ]),
    indicatorCodes: codesOf('catalogue=Indicator'),
    ingestionDate,
  };
}

function read<T>(name: string): T[] {
  const text = gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString('utf8');
  return (JSON.parse(text) as { value: T[] }).value;
}
