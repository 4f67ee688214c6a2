import { fieldNames } from '@gho-platform/quality';

const count = { type: 'integer', minimum: 0 } as const;
const basisPoints = { type: 'integer', minimum: 0, maximum: 10_000 } as const;
const texts = { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true } as const;
const field = { enum: fieldNames } as const;
const days = { type: 'integer', minimum: 0, maximum: 36_525 } as const;
const year = { type: 'integer', minimum: 1, maximum: 9999 } as const;

const common = {
  name: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,62}$' },
  severity: { enum: ['Warn', 'Quarantine', 'Halt'] },
  threshold: {
    type: 'object',
    properties: { maxRows: count, maxBasisPoints: basisPoints },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  },
} as const;

interface Parameters {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
}

const parametersByType: Readonly<Record<string, Parameters>> = {
  required_fields: {
    required: ['fields'],
    properties: { fields: { type: 'array', items: field, minItems: 1, uniqueItems: true } },
  },
  field_types: {
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
  allowed_codes: { required: ['field', 'codes'], properties: { field, codes: texts } },
  known_country: { properties: {} },
  indicator_match: { properties: {} },
  unique_key: { properties: {} },
  interval_contains_value: {
    required: ['tolerance'],
    properties: { tolerance: { type: 'number', minimum: 0 } },
  },
  null_ratio: { required: ['field'], properties: { field } },
  time_sanity: {
    required: ['minimumYear', 'maximumYear'],
    properties: { minimumYear: year, maximumYear: year },
  },
  false_zero: { required: ['tokens'], properties: { tokens: texts } },
  row_count_change: {
    required: ['maximumDropBasisPoints'],
    properties: { maximumDropBasisPoints: basisPoints, maximumGrowthBasisPoints: count },
  },
  known_indicator: { properties: {} },
  freshness: {
    required: ['field', 'maximumAgeDays'],
    properties: { field: { enum: ['Date', 'TimeDim'] }, maximumAgeDays: days },
  },
  distribution_shift: {
    required: ['maximumShift', 'minimumValues'],
    properties: { maximumShift: { type: 'number', minimum: 0 }, minimumValues: count },
  },
};

/** contractSchema is the JSON schema of a contract file. */
export const contractSchema = {
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
        oneOf: Object.entries(parametersByType).map(([type, { required = [], properties }]) => ({
          required,
          properties: { ...common, ...properties, type: { const: type } },
          additionalProperties: false,
        })),
      },
    },
  },
};
