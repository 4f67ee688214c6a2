import type { QualityContract } from '../contract.ts';
import type { Row } from '../row.ts';

/** makeValue is a value of the COUNTRY dimension that passes `dimensionContract`. */
export function makeValue(fields: Row = {}): Row {
  return {
    Code: 'BTN',
    Title: 'Bhutan',
    ParentDimension: 'REGION',
    Dimension: 'COUNTRY',
    ParentCode: 'SEAR',
    ParentTitle: 'South-East Asia',
    ...fields,
  };
}

/** dimensionContract holds one check of every type that a dimension may have. */
export const dimensionContract: QualityContract = {
  name: 'gho-country',
  version: 1,
  dataSet: { kind: 'dimension', code: 'COUNTRY' },
  checks: [
    {
      name: 'required',
      type: 'required_fields',
      severity: 'Quarantine',
      fields: ['Code', 'Title'],
      threshold: { maxRows: 9 },
    },
    {
      name: 'types',
      type: 'field_types',
      severity: 'Quarantine',
      fields: { Code: 'text', Title: 'text' },
      threshold: { maxRows: 9 },
    },
    {
      name: 'match',
      type: 'data_set_match',
      severity: 'Quarantine',
      threshold: { maxRows: 9 },
    },
    {
      name: 'code_format',
      type: 'text_pattern',
      severity: 'Quarantine',
      field: 'Code',
      pattern: '^[A-Z]{3}$',
      threshold: { maxRows: 9 },
    },
    {
      name: 'key',
      type: 'unique_key',
      severity: 'Quarantine',
      fields: ['Code'],
      threshold: { maxRows: 9 },
    },
    {
      name: 'region',
      type: 'allowed_codes',
      severity: 'Quarantine',
      field: 'ParentDimension',
      codes: ['REGION'],
      threshold: { maxRows: 9 },
    },
    {
      name: 'region_listed',
      type: 'known_code',
      severity: 'Quarantine',
      field: 'ParentCode',
      where: { ParentDimension: 'REGION' },
      dimension: 'REGION',
      threshold: { maxRows: 9 },
    },
    {
      name: 'parents',
      type: 'null_ratio',
      severity: 'Halt',
      field: 'ParentCode',
      threshold: { maxRows: 1 },
    },
    {
      name: 'count',
      type: 'row_count_change',
      severity: 'Halt',
      maximumDropBasisPoints: 1000,
    },
  ],
};
