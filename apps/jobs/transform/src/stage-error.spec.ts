import { describe, expect, it } from '@jest/globals';
import { DamagedPartitionError, MissingBucketError } from '@gho-platform/raw-zone';
import { ConfigurationError, UnavailableError } from '@gho-platform/stage-kit';
import { WarehouseAccessError, WarehouseUnavailableError } from '@gho-platform/warehouse';
import { ContractGapError } from './observation-row.ts';
import { stageError } from './stage-error.ts';

function storeError(fields: object): Error {
  return Object.assign(new Error('as the store says'), fields);
}

describe('stageError', () => {
  it.each([
    ['a missing bucket', new MissingBucketError('bucket')],
    ['a missing right in the warehouse', new WarehouseAccessError('right')],
    ['a gap in the contract', new ContractGapError('gap')],
    ['a store that refuses an object', storeError({ $metadata: { httpStatusCode: 403 } })],
  ])('asks a person about %s', (_, error) => {
    expect(stageError(error)).toBeInstanceOf(ConfigurationError);
  });

  it.each([
    ['a warehouse that is away', new WarehouseUnavailableError('away')],
    ['damaged bytes', new DamagedPartitionError('damaged')],
    ['a store that is overloaded', storeError({ $metadata: { httpStatusCode: 503 } })],
    ['a store that throttles', storeError({ $metadata: { httpStatusCode: 429 } })],
    ['a store that is silent', storeError({ name: 'TimeoutError' })],
    ['a store that is not there', storeError({ code: 'ECONNREFUSED' })],
  ])('retries after %s', (_, error) => {
    expect(stageError(error)).toBeInstanceOf(UnavailableError);
  });

  it.each([
    ['a defect', new TypeError('x is not a function')],
    [
      'a file that cannot be read',
      Object.assign(new Error('no'), { syscall: 'open', code: 'EROFS' }),
    ],
    ['what is no error', 'text'],
  ])('leaves %s as it is', (_, error) => {
    expect(stageError(error)).toBe(error);
  });
});
