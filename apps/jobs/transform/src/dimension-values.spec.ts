import { describe, expect, it } from '@jest/globals';
import { countryValues, indicatorValues } from './dimension-values.ts';

describe('countryValues', () => {
  const value = {
    Code: 'BTN',
    Title: ' Bhutan ',
    ParentCode: 'SEAR',
    ParentTitle: 'South-East Asia',
  };

  it('takes the region from a parent that is one, and names without the blanks around them', () => {
    const base = { code: 'BTN', name: 'Bhutan' };
    expect(
      countryValues([
        { ...value, ParentDimension: 'REGION' },
        { ...value, ParentDimension: 'WORLDBANKREGION' },
      ]),
    ).toEqual([
      { ...base, regionCode: 'SEAR', regionName: 'South-East Asia' },
      { ...base, regionCode: undefined, regionName: undefined },
    ]);
  });

  it('has nothing to say about a row without code or name', () => {
    expect(countryValues([{ Title: 'Nowhere' }, { Code: 'XXX' }])).toEqual([]);
  });
});

describe('indicatorValues', () => {
  it('names the indicators that are asked for, in English when there are several names', () => {
    const rows = [
      { IndicatorCode: 'A', IndicatorName: 'Femmes &amp; hommes', Language: 'FR' },
      { IndicatorCode: 'B', IndicatorName: 'Men &amp; women', Language: 'EN' },
      { IndicatorCode: 'B', IndicatorName: 'Hommes et femmes', Language: 'FR' },
      { IndicatorCode: 'C', IndicatorName: 'Not loaded', Language: 'EN' },
    ];
    expect(indicatorValues(rows, ['A', 'B'])).toEqual([
      { code: 'A', name: 'Femmes & hommes', language: 'FR' },
      { code: 'B', name: 'Men & women', language: 'EN' },
    ]);
  });
});
