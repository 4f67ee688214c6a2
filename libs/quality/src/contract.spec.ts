import { describe, expect, it } from '@jest/globals';
import { standardContract } from './__fixtures__/rows.ts';
import { contractProblems, type CheckDefinition, type QualityContract } from './contract.ts';

function withCheck(name: string, change: Partial<CheckDefinition>): QualityContract {
  const checks = standardContract.checks.map((check) =>
    check.name === name ? ({ ...check, ...change } as CheckDefinition) : check,
  );
  return { ...standardContract, checks };
}

const cases: Record<string, { given: QualityContract; want: string[] }> = {
  'accepts the standard contract': { given: standardContract, want: [] },
  'wants unique names': {
    given: withCheck('false_zero', { name: 'null_ratio' }),
    want: ['check name "null_ratio" is used twice, expected unique names'],
  },
  'wants every check that keeps unstorable rows out': {
    given: { ...standardContract, checks: [] },
    want: [
      'checks hold 0 of type required_fields, expected exactly one',
      'checks hold 0 of type field_types, expected exactly one',
      'checks hold 0 of type time_sanity, expected exactly one',
      'checks hold 0 of type indicator_match, expected exactly one',
      'checks hold 0 of type unique_key, expected exactly one',
    ],
  },
  'wants unstorable rows to be set aside': {
    given: withCheck('field_types', { severity: 'Warn' }),
    want: ['field_types.severity is "Warn", allowed for field_types: Quarantine'],
  },
  'refuses to quarantine a row count': {
    given: withCheck('row_count_change', { severity: 'Quarantine' }),
    want: ['row_count_change.severity is "Quarantine", allowed for row_count_change: Warn, Halt'],
  },
  'refuses to quarantine a shift of all values': {
    given: withCheck('distribution_shift', { severity: 'Quarantine' }),
    want: [
      'distribution_shift.severity is "Quarantine", allowed for distribution_shift: Warn, Halt',
    ],
  },
};

describe('contractProblems', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(contractProblems(given)).toEqual(want);
  });
});
