import { describe, expect, it } from '@jest/globals';
import { workItems } from './work-items.ts';

describe('workItems', () => {
  it('are the indicators, the dimensions and the catalogue', () => {
    expect(workItems(['A'], ['COUNTRY'])).toEqual([
      { kind: 'indicator', code: 'A' },
      { kind: 'dimension', code: 'COUNTRY' },
      { kind: 'catalogue', code: 'Indicator' },
    ]);
  });
});
