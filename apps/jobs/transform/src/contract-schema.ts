import { fieldNames } from '@gho-platform/quality';

const count = { type: 'integer', minimum: 0 } as const;
const basisPoints = { type: 'integer', minimum: 0, maximum: 10_000 } as const;
const texts = { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true } as const;
const field = { enum: fieldNames } as const;
const days = { type: 'integer', minimum: 0, maximum: 36_525 } as const;
const year = { type: 'integer', minimum: 1, maximum: 9999 } as const;

const common = {
  name: {
    type: 'string',
    pattern: '^[a-z][a-z0-9_]{0,62}$',
    description: 'Unique in the contract; shown in the status of runs and in reports.',
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
      maxRows: { ...count, description: 'Rows of the whole load.' },
      maxBasisPoints: {
        ...basisPoints,
        description: 'Hundredths of a percent of the rows read, for each indicator by itself.',
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
    properties: { fields: { type: 'array', items: field, minItems: 1, uniqueItems: true } },
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
  known_country: {
    description: 'Rows of a country that the COUNTRY dimension of the same pull lacks.',
  },
  indicator_match: {
    description: 'Rows of another indicator than the one that was pulled.',
  },
  unique_key: {
    description: 'Rows that contradict another row of the same natural key; all versions fail.',
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
    description: 'Indicators whose number of rows changed too much since the last good load.',
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
  required: ['name', 'version', 'checks'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,62}$' },
    version: { type: 'integer', minimum: 1 },
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
