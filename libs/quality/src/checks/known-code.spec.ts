import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import type { Row } from '../row.ts';
import { knownCode } from './known-code.ts';

const check = {
  name: 'known_country',
  type: 'known_code',
  severity: 'Quarantine',
  field: 'SpatialDim',
  where: { SpatialDimType: 'COUNTRY' },
  dimension: 'COUNTRY',
} as const;
const evaluate = knownCode(check, new Set(['BTN', 'XKX']));

const cases: Record<string, { given: Row; want: Finding }> = {
  'passes a listed code': { given: cleanRow({ SpatialDim: 'BTN' }), want: 'Passed' },
  'fails a code that is not listed': {
    given: cleanRow({ SpatialDim: 'ZZZ' }),
    want: { reason: 'UnknownCode', detail: 'SpatialDim ZZZ is not in dimension COUNTRY' },
  },
  'does not apply to rows that are about something else': {
    given: cleanRow({ SpatialDimType: 'WORLDBANKINCOMEGROUP', SpatialDim: 'WB_HI' }),
    want: 'NotApplicable',
  },
  'leaves a missing code to others': {
    given: cleanRow({ SpatialDim: null }),
    want: 'NotApplicable',
  },
};

describe('knownCode', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(evaluate(given, 'X')).toEqual(want);
  });

  it('looks at all rows without a condition', () => {
    const unconditional = { ...check, where: {} };
    const aggregate = cleanRow({ SpatialDimType: 'REGION', SpatialDim: 'AFR' });
    expect(knownCode(unconditional, new Set(['BTN']))(aggregate, 'X')).toMatchObject({
      reason: 'UnknownCode',
    });
  });

  it('does not apply while the dimension is unknown', () => {
    expect(knownCode(check, undefined)(cleanRow(), 'X')).toBe('NotApplicable');
  });
});
