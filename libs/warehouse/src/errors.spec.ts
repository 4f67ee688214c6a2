import { describe, expect, it } from '@jest/globals';
import { DatabaseError } from 'pg';
import { WarehouseAccessError, WarehouseUnavailableError, warehouseError } from './errors.ts';

function databaseError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('as the server says', 10, 'error'), { code });
}

const cases: Record<string, { given: Error; want: unknown }> = {
  'a missing right is a refusal': {
    given: databaseError('42501'),
    want: new WarehouseAccessError('could not do it: as the server says'),
  },
  'a wrong password is a refusal': {
    given: databaseError('28P01'),
    want: new WarehouseAccessError('could not do it: as the server says'),
  },
  'a missing database is a refusal': {
    given: databaseError('3D000'),
    want: new WarehouseAccessError('could not do it: as the server says'),
  },
  'a server that shuts down is an outage': {
    given: databaseError('57P01'),
    want: new WarehouseUnavailableError('could not do it: as the server says'),
  },
  'too many connections are an outage': {
    given: databaseError('53300'),
    want: new WarehouseUnavailableError('could not do it: as the server says'),
  },
  'a deadlock is an outage': {
    given: databaseError('40P01'),
    want: new WarehouseUnavailableError('could not do it: as the server says'),
  },
  'a refused connection is an outage': {
    given: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    want: new WarehouseUnavailableError('could not do it: connect ECONNREFUSED'),
  },
  'a refusal on every address is an outage': {
    given: new AggregateError([Object.assign(new Error('one'), { code: 'ECONNREFUSED' })]),
    want: new WarehouseUnavailableError('could not do it: ECONNREFUSED'),
  },
  'a certificate of another authority is a refusal': {
    given: Object.assign(new Error('self-signed'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    want: new WarehouseAccessError('could not do it: self-signed'),
  },
  'a certificate for another name is a refusal': {
    given: Object.assign(new Error('altnames'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
    want: new WarehouseAccessError('could not do it: altnames'),
  },
  'a lost connection is an outage': {
    given: new Error('Connection terminated unexpectedly'),
    want: new WarehouseUnavailableError('could not do it: Connection terminated unexpectedly'),
  },
};

describe('warehouseError', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    const error = warehouseError(given, 'do it');
    expect(error).toEqual(want);
    expect(error).toHaveProperty('cause', given);
  });

  it.each([databaseError('42703'), new TypeError('a defect')])(
    'leaves a defect as it is',
    (error) => {
      expect(warehouseError(error, 'do it')).toBe(error);
    },
  );
});
