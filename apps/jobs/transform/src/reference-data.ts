import type { Fields } from '@gho-platform/gho';
import type { Manifest, RawZone } from '@gho-platform/raw-zone';
import type { CountryValue, IndicatorValue } from '@gho-platform/warehouse';
import { decodeEntities } from './html-entities.ts';
import type { RawPartitions } from './raw-partitions.ts';

/** DimensionValues is what the dimensions of a pull say; a dimension that was not ingested is empty. */
export interface DimensionValues {
  readonly countries: readonly CountryValue[];
  /** Those of the loaded indicators that the catalogue names. */
  readonly catalogue: readonly IndicatorValue[];
}

/** readReferenceData reads the dimensions of a pull as a whole; they are small. */
export async function readReferenceData(
  zone: RawZone,
  partitions: RawPartitions,
  signal: AbortSignal,
): Promise<DimensionValues> {
  const indicators = partitions.indicators.map(({ dataset }) => dataset.code);
  return {
    countries: await readCountries(zone, partitions.countries, signal),
    catalogue: await readCatalogue(zone, partitions.catalogue, { indicators, signal }),
  };
}

/** readCountries returns the values of the COUNTRY dimension; rows without code or name are skipped. */
async function readCountries(
  zone: RawZone,
  manifest: Manifest | undefined,
  signal: AbortSignal,
): Promise<readonly CountryValue[]> {
  const countries = new Map<string, CountryValue>();
  for await (const fields of rowsOf(zone, manifest, signal)) {
    const [code, name] = [textOf(fields, 'Code'), textOf(fields, 'Title')];
    if (code !== undefined && name !== undefined) {
      const isInRegion = fields.ParentDimension === 'REGION';
      countries.set(code, {
        code,
        name,
        regionCode: isInRegion ? textOf(fields, 'ParentCode') : undefined,
        regionName: isInRegion ? textOf(fields, 'ParentTitle') : undefined,
      });
    }
  }
  return [...countries.values()];
}

/** readCatalogue returns the names of the given indicators, in English when there are several. */
async function readCatalogue(
  zone: RawZone,
  manifest: Manifest | undefined,
  { indicators, signal }: { indicators: readonly string[]; signal: AbortSignal },
): Promise<readonly IndicatorValue[]> {
  const wanted = new Set(indicators);
  const names = new Map<string, IndicatorValue>();
  for await (const fields of rowsOf(zone, manifest, signal)) {
    const [code, name] = [textOf(fields, 'IndicatorCode'), textOf(fields, 'IndicatorName')];
    const language = textOf(fields, 'Language') ?? 'EN';
    const isBetter = code !== undefined && (language === 'EN' || !names.has(code));
    if (isBetter && name !== undefined && wanted.has(code)) {
      names.set(code, { code, name: decodeEntities(name), language });
    }
  }
  return [...names.values()];
}

async function* rowsOf(
  zone: RawZone,
  manifest: Manifest | undefined,
  signal: AbortSignal,
): AsyncGenerator<Fields> {
  if (manifest === undefined) {
    return;
  }
  for await (const { fields } of zone.read(manifest, signal)) {
    yield fields;
  }
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}
