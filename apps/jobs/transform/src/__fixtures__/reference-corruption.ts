import type { Row } from '@gho-platform/quality';
import type { ReferenceRecording } from './recordings.ts';

/** ReferenceCorruption is one class of dirt in a dimension or the catalogue. */
export interface ReferenceCorruption {
  /** Rows that are counted as failed for each planted one, by `<check>:<reason>`. */
  readonly codes: Readonly<Record<string, number>>;
  /** A row can be corrupted this way without breaking another rule. */
  readonly isFit: (row: Row) => boolean;
  /** Turns a sound row into those that stand for it. */
  readonly plant: (row: Row) => readonly Row[];
}

const replacing =
  (fields: Row) =>
  (row: Row): readonly Row[] => [{ ...row, ...fields }];
const isAny = (): boolean => true;
const hasRegion = ({ ParentCode: region }: Row): boolean => typeof region === 'string';

function ofDimension(prefix: string): Record<string, ReferenceCorruption> {
  return {
    'a value without a name': {
      codes: { [`${prefix}_required_fields:MissingField`]: 1 },
      isFit: isAny,
      plant: replacing({ Title: null }),
    },
    'a value with an empty name': {
      codes: { [`${prefix}_required_fields:MissingField`]: 1 },
      isFit: isAny,
      plant: replacing({ Title: '' }),
    },
    'a value without a code': {
      codes: { [`${prefix}_required_fields:MissingField`]: 1 },
      isFit: isAny,
      plant: replacing({ Code: null }),
    },
    'a name that is a number': {
      codes: { [`${prefix}_field_types:WrongType`]: 1 },
      isFit: isAny,
      plant: replacing({ Title: 7 }),
    },
    'a character that PostgreSQL cannot hold': {
      codes: { [`${prefix}_field_types:WrongType`]: 1 },
      isFit: isAny,
      plant: (row) => [{ ...row, Title: `${String(row.Title)}\u0000` }],
    },
    'two names of one code': {
      codes: { [`${prefix}_unique_key:ConflictingDuplicate`]: 2 },
      isFit: isAny,
      plant: (row) => [row, { ...row, Title: 'another one' }],
    },
  };
}

/** Every class of dirt, by data set and by what one would call it. */
export const referenceCorruptions: Readonly<
  Record<ReferenceRecording, Readonly<Record<string, ReferenceCorruption>>>
> = {
  'dimension=COUNTRY': {
    ...ofDimension('country'),
    'a value of another dimension': {
      codes: { 'country_dimension:ForeignRow': 1 },
      isFit: isAny,
      plant: replacing({ Dimension: 'REGION' }),
    },
    'a code with a blank': {
      codes: { 'country_code_format:WrongFormat': 1 },
      isFit: isAny,
      plant: (row) => [{ ...row, Code: `${String(row.Code)} ` }],
    },
    'a code that is none': {
      codes: { 'country_code_format:WrongFormat': 1 },
      isFit: isAny,
      plant: (row) => [{ ...row, Code: `Republic of ${String(row.Code)}` }],
    },
    'a country in two regions': {
      codes: { 'country_unique_key:ConflictingDuplicate': 2 },
      isFit: ({ ParentCode: region }) => region === 'AFR',
      plant: (row) => [row, { ...row, ParentCode: 'EMR', ParentTitle: 'Eastern Mediterranean' }],
    },
    'a region of another classification': {
      codes: { 'country_who_region:UnknownCode': 1 },
      isFit: hasRegion,
      // The REGION dimension lists it, so only the WHO regions tell.
      plant: replacing({ ParentCode: 'WHO_LMI_AFR' }),
    },
    'a region that does not exist': {
      codes: { 'country_who_region:UnknownCode': 1, 'country_region_listed:UnknownCode': 1 },
      isFit: hasRegion,
      plant: replacing({ ParentCode: 'MARS' }),
    },
    'a parent that is no region': {
      codes: { 'country_parent_dimension:UnknownCode': 1 },
      isFit: hasRegion,
      plant: replacing({ ParentDimension: 'WORLDBANKREGION' }),
    },
    'a country without a region': {
      codes: { 'country_without_region:NullValue': 1 },
      isFit: hasRegion,
      plant: replacing({ ParentDimension: null, ParentCode: null, ParentTitle: null }),
    },
  },
  'dimension=REGION': {
    ...ofDimension('dimension'),
    'a value of another dimension': {
      codes: { 'dimension_match:ForeignRow': 1 },
      isFit: isAny,
      plant: replacing({ Dimension: 'COUNTRY' }),
    },
  },
  'catalogue=Indicator': {
    'an indicator without a name': {
      codes: { 'catalogue_required_fields:MissingField': 1 },
      isFit: isAny,
      plant: replacing({ IndicatorName: '' }),
    },
    'a name without an indicator': {
      codes: { 'catalogue_required_fields:MissingField': 1 },
      isFit: isAny,
      plant: replacing({ IndicatorCode: null }),
    },
    'a language that is a number': {
      codes: { 'catalogue_field_types:WrongType': 1 },
      isFit: isAny,
      plant: replacing({ Language: 1033 }),
    },
    'a code with a tab': {
      codes: { 'catalogue_code_format:WrongFormat': 1 },
      isFit: isAny,
      plant: (row) => [{ ...row, IndicatorCode: `${String(row.IndicatorCode)}\t` }],
    },
    'a code that leads elsewhere': {
      codes: { 'catalogue_code_format:WrongFormat': 1 },
      isFit: isAny,
      plant: (row) => [{ ...row, IndicatorCode: `../${String(row.IndicatorCode)}` }],
    },
    'two names of one indicator': {
      codes: { 'catalogue_unique_key:ConflictingDuplicate': 2 },
      isFit: isAny,
      plant: (row) => [row, { ...row, IndicatorName: 'another one' }],
    },
  },
};
