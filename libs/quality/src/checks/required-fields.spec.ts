import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import type { Row } from '../row.ts';
import { requiredFields } from './required-fields.ts';

const evaluate = requiredFields({
  name: 'required_fields',
  type: 'required_fields',
  severity: 'Quarantine',
  fields: ['SpatialDim', 'TimeDim', 'Date'],
});

const cases: Record<string, { given: Row; want: Finding }> = {
  'passes a complete row': { given: cleanRow(), want: 'Passed' },
  'takes zero for a value': { given: cleanRow({ TimeDim: 0 }), want: 'Passed' },
  'names every missing field': {
    given: cleanRow({ SpatialDim: null, TimeDim: undefined }),
    want: { reason: 'MissingField', detail: 'SpatialDim, TimeDim missing' },
  },
  'takes an empty text for missing': {
    given: cleanRow({ Date: '' }),
    want: { reason: 'MissingField', detail: 'Date missing' },
  },
};

describe('requiredFields', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(evaluate(given, 'WHOSIS_000001')).toEqual(want);
  });
});
