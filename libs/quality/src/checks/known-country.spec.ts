import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import type { Row } from '../row.ts';
import { knownCountry } from './known-country.ts';

const evaluate = knownCountry(new Set(['BTN', 'XKX']));

const cases: Record<string, { given: Row; want: Finding }> = {
  'passes a listed country': { given: cleanRow({ SpatialDim: 'BTN' }), want: 'Passed' },
  'fails a country that is not listed': {
    given: cleanRow({ SpatialDim: 'ZZZ' }),
    want: { reason: 'UnknownCode', detail: 'country ZZZ is not in the dimension' },
  },
  'does not apply to aggregates': {
    given: cleanRow({ SpatialDimType: 'WORLDBANKINCOMEGROUP', SpatialDim: 'WB_HI' }),
    want: 'NotApplicable',
  },
  'leaves a missing country to others': {
    given: cleanRow({ SpatialDim: null }),
    want: 'NotApplicable',
  },
};

describe('knownCountry', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(evaluate(given, 'X')).toEqual(want);
  });

  it('does not apply while the dimension is unknown', () => {
    expect(knownCountry(undefined)(cleanRow(), 'X')).toBe('NotApplicable');
  });
});
