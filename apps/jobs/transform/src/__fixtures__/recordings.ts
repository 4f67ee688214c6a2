import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Row } from '@gho-platform/quality';

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

/** readCodes returns the codes of a recorded dimension or of the catalogue. */
export function readCodes(name: 'DIMENSION_COUNTRY' | 'Indicator'): ReadonlySet<string> {
  const field = name === 'Indicator' ? 'IndicatorCode' : 'Code';
  return new Set(read<Record<string, string>>(`metadata/${name}`).map((row) => row[field] ?? ''));
}

function read<T>(name: string): T[] {
  const text = gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString('utf8');
  return (JSON.parse(text) as { value: T[] }).value;
}
