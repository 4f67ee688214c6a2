import { describe, expect, it } from '@jest/globals';
import { dimensionContract } from './__fixtures__/dimension.ts';
import { standardContract } from './__fixtures__/rows.ts';
import { contractProblems } from './contract-problems.ts';
import type { CheckDefinition, QualityContract } from './contract.ts';

function withCheck(
  contract: QualityContract,
  name: string,
  change: Partial<CheckDefinition>,
): QualityContract {
  const checks = contract.checks.map((check) =>
    check.name === name ? ({ ...check, ...change } as CheckDefinition) : check,
  );
  return { ...contract, checks };
}

const generalTypes =
  'required_fields, field_types, text_pattern, allowed_codes, known_code, unique_key, null_ratio, row_count_change';

const cases: Record<string, { given: QualityContract; want: string[] }> = {
  'accepts the standard contract': { given: standardContract, want: [] },
  'accepts a contract for a dimension': { given: dimensionContract, want: [] },
  'wants unique names': {
    given: withCheck(standardContract, 'false_zero', { name: 'null_ratio' }),
    want: ['check name "null_ratio" is used twice, expected unique names'],
  },
  'wants every check that keeps unstorable observations out': {
    given: { ...standardContract, checks: [] },
    want: [
      'checks hold 0 of type required_fields, expected exactly one',
      'checks hold 0 of type field_types, expected exactly one',
      'checks hold 0 of type time_sanity, expected exactly one',
      'checks hold 0 of type data_set_match, expected exactly one',
      'checks hold 0 of type unique_key, expected exactly one',
    ],
  },
  'wants every check that keeps unstorable values of a dimension out': {
    given: { ...dimensionContract, checks: [] },
    want: [
      'checks hold 0 of type required_fields, expected exactly one',
      'checks hold 0 of type field_types, expected exactly one',
      'checks hold 0 of type unique_key, expected exactly one',
    ],
  },
  'wants unstorable rows to be set aside': {
    given: withCheck(standardContract, 'field_types', { severity: 'Warn' }),
    want: ['field_types.severity is "Warn", allowed for field_types: Quarantine'],
  },
  'wants the fields that the table needs': {
    given: withCheck(dimensionContract, 'required', { fields: ['Code'] }),
    want: ['required.fields lack Title, without which a row cannot be stored'],
  },
  'refuses to quarantine a row count': {
    given: withCheck(standardContract, 'row_count_change', { severity: 'Quarantine' }),
    want: ['row_count_change.severity is "Quarantine", allowed for row_count_change: Warn, Halt'],
  },
  'refuses to quarantine a shift of all values': {
    given: withCheck(standardContract, 'distribution_shift', { severity: 'Quarantine' }),
    want: [
      'distribution_shift.severity is "Quarantine", allowed for distribution_shift: Warn, Halt',
    ],
  },
  'refuses a check that the data set has no fields for': {
    given: {
      ...dimensionContract,
      checks: [
        ...dimensionContract.checks,
        { name: 'false_zero', type: 'false_zero', severity: 'Warn', tokens: ['-'] },
      ],
    },
    want: [
      `false_zero.type is "false_zero", allowed for kind dimension: ${generalTypes}, data_set_match`,
    ],
  },
  'refuses a check of rows that name no data set': {
    given: {
      ...dimensionContract,
      dataSet: { kind: 'catalogue' },
      checks: [{ name: 'match', type: 'data_set_match', severity: 'Warn' }],
    },
    want: [
      `match.type is "data_set_match", allowed for kind catalogue: ${generalTypes}`,
      'checks hold 0 of type required_fields, expected exactly one',
      'checks hold 0 of type field_types, expected exactly one',
      'checks hold 0 of type unique_key, expected exactly one',
    ],
  },
  'refuses a pattern that is none': {
    given: withCheck(dimensionContract, 'code_format', { pattern: '(' }),
    want: [
      'code_format.pattern is "(": SyntaxError: Invalid regular expression: /(/u: Unterminated group',
    ],
  },
  'refuses a key beyond the natural one': {
    given: withCheck(dimensionContract, 'key', { fields: ['Code', 'Title'] }),
    want: ['key names field "Title", allowed in a key: Code, ParentDimension, ParentCode'],
  },
};

/** Each way in which a check names a field, with one that a dimension does not have. */
const foreign: Record<string, Partial<CheckDefinition>> = {
  required: { fields: ['Code', 'Title', 'Value'] },
  types: { fields: { Value: 'text' } },
  code_format: { field: 'Value' },
  region: { field: 'Value' },
  region_listed: { where: { Value: 'x' } },
  parents: { field: 'Value' },
};

describe('contractProblems', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(contractProblems(given)).toEqual(want);
  });

  it.each(Object.entries(foreign))('refuses a field of other data sets in %s', (name, change) => {
    expect(contractProblems(withCheck(dimensionContract, name, change))).toEqual([
      `${name} names field "Value", allowed there: Code, Title, Dimension, ParentDimension, ParentCode, ParentTitle`,
    ]);
  });
});
