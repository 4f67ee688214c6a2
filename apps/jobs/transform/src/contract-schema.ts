import { dataSetKinds, fieldNames } from '@gho-platform/quality';

const count = { type: 'integer', minimum: 0 } as const;
const basisPoints = { type: 'integer', minimum: 0, maximum: 10_000 } as const;
const texts = { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true } as const;
const field = { enum: fieldNames } as const;
const fields = { type: 'array', items: field, minItems: 1, uniqueItems: true } as const;
const days = { type: 'integer', minimum: 0, maximum: 36_525 } as const;
const year = { type: 'integer', minimum: 1, maximum: 9999 } as const;

const common = {
  name: {
    type: 'string',
    pattern: '^[a-z][a-z0-9_]{0,62}$',
    description: 'Unique in all contracts of a load; shown in the status of runs and in reports.',
  },
  severity: {
    enum: ['Warn', 'Quarantine', 'Halt'],
    description:
      'What a failing row means. Warn: it is loaded. Quarantine: it is set aside. Halt: it cannot be set aside. More failing rows than the threshold are reported (Warn) or fail the load.',
  },
  threshold: {
    type: 'object',
    description: 'Failing rows that are still tolerated; none when absent.',
    properties: {
      maxRows: { ...count, description: 'Rows of all data sets of the contract together.' },
      maxBasisPoints: {
        ...basisPoints,
        description: 'Hundredths of a percent of the rows read, for each data set by itself.',
      },
    },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  },
} as const;

interface CheckSchema {
  /** What the check finds, for whoever writes a contract. */
  readonly description: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, object>>;
}

const checkSchemas: Readonly<Record<string, CheckSchema>> = {
  required_fields: {
    description: 'Rows in which one of the fields is absent, null or empty.',
    required: ['fields'],
    properties: { fields },
  },
  field_types: {
    description: 'Rows with a value of another type than expected; absent values do not matter.',
    required: ['fields'],
    properties: {
      fields: {
        type: 'object',
        propertyNames: field,
        additionalProperties: { enum: ['text', 'integer', 'number', 'instant'] },
        minProperties: 1,
      },
    },
  },
  numeric_range: {
    description:
      'Rows whose NumericValue is outside the range of their indicator, in its unit; bounds belong to the range.',
    required: ['ranges'],
    properties: {
      ranges: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: { minimum: { type: 'number' }, maximum: { type: 'number' } },
          additionalProperties: false,
          minProperties: 1,
        },
      },
    },
  },
  allowed_codes: {
    description: 'Rows with another code in the field; an absent code does not matter.',
    required: ['field', 'codes'],
    properties: { field, codes: texts },
  },
  text_pattern: {
    description:
      'Rows whose field does not match a regular expression; an absent value does not matter.',
    required: ['field', 'pattern'],
    properties: {
      field,
      pattern: { type: 'string', minLength: 1, description: 'With ^ and $ for the whole text.' },
    },
  },
  known_code: {
    description:
      'Rows whose field holds a code that a dimension of the same pull lacks, when that was ingested.',
    required: ['field', 'dimension'],
    properties: {
      field,
      where: {
        type: 'object',
        description: 'Only rows with these values are looked at.',
        propertyNames: field,
        additionalProperties: { type: 'string' },
        minProperties: 1,
      },
      dimension: { type: 'string', minLength: 1, description: 'Code of the dimension.' },
    },
  },
  data_set_match: {
    description: 'Rows of another indicator or dimension than the one that was pulled.',
  },
  unique_key: {
    description: 'Rows that contradict another row of the same natural key; all versions fail.',
    properties: {
      fields: { ...fields, description: 'Part of the natural key; the whole of it when absent.' },
    },
  },
  interval_contains_value: {
    description: 'Rows whose NumericValue is not between Low and High, or whose Low is above High.',
    required: ['tolerance'],
    properties: {
      tolerance: { type: 'number', minimum: 0, description: 'In the unit of the indicator.' },
    },
  },
  null_ratio: {
    description: 'Rows without a value in the field; the threshold says how many are normal.',
    required: ['field'],
    properties: { field },
  },
  time_sanity: {
    description: 'Rows whose TimeDim is out of bounds or outside the period of the row.',
    required: ['minimumYear', 'maximumYear'],
    properties: { minimumYear: year, maximumYear: year },
  },
  false_zero: {
    description: 'Rows that say "no data" in Value and zero in NumericValue.',
    required: ['tokens'],
    properties: { tokens: texts },
  },
  row_count_change: {
    description: 'Data sets whose number of rows changed too much since the last good load.',
    required: ['maximumDropBasisPoints'],
    properties: { maximumDropBasisPoints: basisPoints, maximumGrowthBasisPoints: count },
  },
  known_indicator: {
    description: 'Indicators that the catalogue of the same pull lacks.',
  },
  freshness: {
    description: 'Indicators whose newest day in the field is too far from the day of the pull.',
    required: ['field', 'maximumAgeDays'],
    properties: { field: { enum: ['Date', 'TimeDim'] }, maximumAgeDays: days },
  },
  distribution_shift: {
    description:
      'Indicators whose median moved by more than maximumShift quartile ranges of the last good load.',
    required: ['maximumShift', 'minimumValues'],
    properties: {
      maximumShift: { type: 'number', minimum: 0 },
      minimumValues: {
        ...count,
        description: 'With fewer numbers, now or before, the check does not apply.',
      },
    },
  },
};

/** contractSchema is the JSON schema of a contract file, published as contracts/contract.schema.json. */
export const contractSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Quality contract of the GHO Platform',
  type: 'object',
  required: ['name', 'version', 'dataSet', 'checks'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,62}$' },
    version: { type: 'integer', minimum: 1 },
    dataSet: {
      type: 'object',
      description: 'What the contract is for.',
      required: ['kind'],
      additionalProperties: false,
      properties: {
        kind: {
          enum: dataSetKinds,
          description: 'indicator: observations. catalogue: names of indicators.',
        },
        code: {
          type: 'string',
          minLength: 1,
          description: 'All of the kind that have no contract of their own when absent.',
        },
      },
    },
    checks: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name', 'type', 'severity'],
        discriminator: { propertyName: 'type' },
        oneOf: Object.entries(checkSchemas).map(
          ([type, { description, required = [], properties = {} }]) => ({
            description,
            required,
            properties: { ...common, ...properties, type: { const: type } },
            additionalProperties: false,
          }),
        ),
      },
    },
  },
};
