import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../finding.ts';
import { textPattern } from './text-pattern.ts';

const check = {
  name: 'code_format',
  type: 'text_pattern',
  severity: 'Quarantine',
  field: 'Code',
  pattern: '^[A-Z]{3}$',
} as const;
const evaluate = textPattern(check);

const wrong = (shown: string): Finding => ({
  reason: 'WrongFormat',
  detail: `Code ${shown} does not match ^[A-Z]{3}$`,
});

const cases: Record<string, { code: unknown; want: Finding }> = {
  'passes what matches': { code: 'BTN', want: 'Passed' },
  'fails a blank at the end': { code: 'BTN ', want: wrong('BTN ') },
  'fails an empty text': { code: '', want: wrong('') },
  'leaves a missing text to others': { code: null, want: 'NotApplicable' },
};

describe('textPattern', () => {
  it.each(Object.entries(cases))('%s', (_, { code, want }) => {
    expect(evaluate({ Code: code }, 'COUNTRY')).toEqual(want);
  });

  it('fails what is no text, though it would match as one', () => {
    expect(textPattern({ ...check, pattern: '^7$' })({ Code: 7 }, 'COUNTRY')).toEqual({
      reason: 'WrongFormat',
      detail: 'Code 7 does not match ^7$',
    });
  });
});
