import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import { nullRatio } from './null-ratio.ts';

const evaluate = nullRatio({
  name: 'null_ratio',
  type: 'null_ratio',
  severity: 'Warn',
  field: 'NumericValue',
});

describe('nullRatio', () => {
  it('passes a value, even zero', () => {
    expect(evaluate(cleanRow({ NumericValue: 0 }), 'X')).toBe('Passed');
  });

  it.each([null, undefined])('counts %s', (value) => {
    expect(evaluate(cleanRow({ NumericValue: value }), 'X')).toEqual({
      reason: 'NullValue',
      detail: 'NumericValue is null',
    });
  });
});
