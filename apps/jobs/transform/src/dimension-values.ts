import type { Fields } from '@gho-platform/gho';
import type { CountryValue, IndicatorValue } from '@gho-platform/warehouse';
import { decodeEntities } from './html-entities.ts';

/** countryValues are what accepted rows of the COUNTRY dimension say. */
export function countryValues(rows: readonly Fields[]): readonly CountryValue[] {
  return rows.flatMap((fields) => {
    const [code, name] = [textOf(fields, 'Code'), textOf(fields, 'Title')];
    const isInRegion = fields.ParentDimension === 'REGION';
    return code === undefined || name === undefined
      ? []
      : {
          code,
          name,
          regionCode: isInRegion ? textOf(fields, 'ParentCode') : undefined,
          regionName: isInRegion ? textOf(fields, 'ParentTitle') : undefined,
        };
  });
}

/** indicatorValues are the names of the given indicators in accepted rows, in English when there are several. */
export function indicatorValues(
  rows: readonly Fields[],
  indicators: readonly string[],
): readonly IndicatorValue[] {
  const wanted = new Set(indicators);
  const names = new Map<string, IndicatorValue>();
  for (const fields of rows) {
    const [code, name] = [textOf(fields, 'IndicatorCode'), textOf(fields, 'IndicatorName')];
    const language = textOf(fields, 'Language') ?? 'EN';
    const isBetter = code !== undefined && (language === 'EN' || !names.has(code));
    if (isBetter && name !== undefined && wanted.has(code)) {
      names.set(code, { code, name: decodeEntities(name), language });
    }
  }
  return [...names.values()];
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}
