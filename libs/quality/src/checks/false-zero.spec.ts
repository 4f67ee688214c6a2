import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import { falseZero } from './false-zero.ts';

const evaluate = falseZero({
  name: 'false_zero',
  type: 'false_zero',
  severity: 'Quarantine',
  tokens: ['-', 'No data'],
});

const cases: Record<string, { text: unknown; value: unknown; want: Finding }> = {
  'fails a dash between blanks with zero, as in GHE_DALYNUM': {
    text: ' -   ',
    value: 0,
    want: { reason: 'FalseZero', detail: 'Value " -   " with NumericValue 0' },
  },
  'does not mind the case': {
    text: 'NO DATA',
    value: 0,
    want: { reason: 'FalseZero', detail: 'Value "NO DATA" with NumericValue 0' },
  },
  'passes a true zero': { text: '0.0 [0.0 - 0.0]', value: 0, want: 'Passed' },
  'does not apply to other values': { text: '-', value: 3, want: 'NotApplicable' },
  'does not apply to a missing value': { text: '-', value: null, want: 'NotApplicable' },
  'does not apply without a text': { text: null, value: 0, want: 'NotApplicable' },
};

describe('falseZero', () => {
  it.each(Object.entries(cases))('%s', (_, { text, value, want }) => {
    expect(evaluate(cleanRow({ Value: text, NumericValue: value }), 'X')).toEqual(want);
  });
});
