import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import { indicatorMatch } from './indicator-match.ts';

describe('indicatorMatch', () => {
  it('passes a row of the indicator of its partition', () => {
    expect(indicatorMatch()(cleanRow(), 'WHOSIS_000001')).toBe('Passed');
  });

  it.each([
    ['another indicator', 'WHOSIS_000002'],
    ['no indicator', null],
  ])('fails a row of %s', (_, code) => {
    expect(indicatorMatch()(cleanRow({ IndicatorCode: code }), 'WHOSIS_000001')).toEqual({
      reason: 'ForeignIndicator',
      detail: `IndicatorCode ${String(code)} in the data of WHOSIS_000001`,
    });
  });
});
