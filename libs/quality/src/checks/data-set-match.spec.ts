import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import { dataSetMatch } from './data-set-match.ts';

describe('dataSetMatch', () => {
  it('passes a row of the data set that it was read from', () => {
    expect(dataSetMatch('IndicatorCode')(cleanRow(), 'WHOSIS_000001')).toBe('Passed');
    expect(dataSetMatch('Dimension')({ Dimension: 'COUNTRY' }, 'COUNTRY')).toBe('Passed');
  });

  it.each([
    ['another data set', 'WHOSIS_000002'],
    ['no data set', null],
  ])('fails a row of %s', (_, code) => {
    const evaluate = dataSetMatch('IndicatorCode');
    expect(evaluate(cleanRow({ IndicatorCode: code }), 'WHOSIS_000001')).toEqual({
      reason: 'ForeignRow',
      detail: `IndicatorCode ${String(code)} in the data of WHOSIS_000001`,
    });
  });

  it('does not apply to rows that name no data set', () => {
    expect(dataSetMatch(undefined)(cleanRow(), 'Indicator')).toBe('NotApplicable');
  });
});
