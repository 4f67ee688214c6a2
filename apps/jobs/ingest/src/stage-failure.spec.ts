import { describe, expect, it } from '@jest/globals';
import {
  GhoRefusedError,
  GhoSchemaError,
  GhoUnavailableError,
  GhoUnknownResourceError,
  IndicatorChoiceError,
} from '@gho-platform/gho';
import {
  DamagedPartitionError,
  MissingBucketError,
  SchemaDriftError,
} from '@gho-platform/raw-zone';
import { stageFailure } from './stage-failure.ts';

const rows = { read: 5, written: 5, unchanged: 0 };
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('stageFailure', () => {
  it.each<[string, Error, number, string]>([
    ['an unknown code', new GhoUnknownResourceError('m', 'u'), 78, 'InvalidConfiguration'],
    ['a choice without indicators', new IndicatorChoiceError('m'), 78, 'InvalidConfiguration'],
    ['a refused request', new GhoRefusedError('m', 'u'), 78, 'InvalidConfiguration'],
    ['a missing bucket', new MissingBucketError('m'), 78, 'InvalidConfiguration'],
    ['rows of another shape', new GhoSchemaError('m', 'u'), 65, 'SourceSchemaChanged'],
    ['a schema that changed', new SchemaDriftError('m'), 65, 'SourceSchemaChanged'],
    ['a damaged partition', new DamagedPartitionError('m'), 75, 'RawPartitionDamaged'],
    ['a source that does not answer', new GhoUnavailableError('m', 'u'), 75, 'SourceUnavailable'],
    ['a store that does not answer', refused, 75, 'StoreUnavailable'],
  ])(
    'says %s with its exit code and reason, and keeps the counts',
    (...[, error, code, reason]) => {
      expect(stageFailure(error, { rows })).toMatchObject({
        exitCode: code,
        reason,
        result: { rows },
        cause: error,
      });
    },
  );

  it('leaves what it does not know as it is', () => {
    const error = new TypeError('x is not a function');
    expect(stageFailure(error, { rows })).toBe(error);
  });
});
