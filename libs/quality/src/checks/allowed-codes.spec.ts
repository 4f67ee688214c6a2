import { describe, expect, it } from '@jest/globals';
import { cleanRow } from '../__fixtures__/rows.ts';
import type { Finding } from '../finding.ts';
import { allowedCodes } from './allowed-codes.ts';

const evaluate = allowedCodes({
  name: 'known_region',
  type: 'allowed_codes',
  severity: 'Quarantine',
  field: 'ParentLocationCode',
  codes: ['AFR', 'SEAR'],
});

const unknown = (shown: string): Finding => ({
  reason: 'UnknownCode',
  detail: `ParentLocationCode ${shown} is not a known code`,
});

const cases: Record<string, { code: unknown; want: Finding }> = {
  'passes a listed code': { code: 'SEAR', want: 'Passed' },
  'does not apply to an aggregate without a region': { code: null, want: 'NotApplicable' },
  'fails a code that is not listed': { code: 'SEARO', want: unknown('SEARO') },
  'minds the case': { code: 'afr', want: unknown('afr') },
  'fails an empty code': { code: '', want: unknown('') },
  'fails a code of a wrong type': { code: 7, want: unknown('7') },
};

describe('allowedCodes', () => {
  it.each(Object.entries(cases))('%s', (_, { code, want }) => {
    expect(evaluate(cleanRow({ ParentLocationCode: code }), 'X')).toEqual(want);
  });
});
