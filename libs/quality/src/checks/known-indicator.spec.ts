import { describe, expect, it } from '@jest/globals';
import { knownIndicator } from './known-indicator.ts';

const facts = { dataSet: 'WHOSIS_000001', rows: 7, profile: {}, previous: undefined };

describe('knownIndicator', () => {
  it('passes a listed indicator', () => {
    expect(knownIndicator(new Set(['WHOSIS_000001']))(facts)).toBe('Passed');
  });

  it('fails an indicator that is not listed', () => {
    expect(knownIndicator(new Set(['WHOSIS_000002']))(facts)).toEqual({
      reason: 'UnknownIndicator',
      detail: 'is not in the catalogue of this pull',
    });
  });

  it('does not apply while the catalogue is unknown', () => {
    expect(knownIndicator(undefined)(facts)).toBe('NotApplicable');
  });
});
