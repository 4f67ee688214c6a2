import { describe, expect, it } from '@jest/globals';
import { readEnvironment, type EnvironmentReader } from './environment.ts';
import { ConfigurationError } from './errors.ts';

function read<T>(value: string | undefined, field: (reader: EnvironmentReader) => T): T {
  return readEnvironment({ FIELD: value }, (reader) => ({ field: field(reader) })).field;
}

describe('readEnvironment', () => {
  it.each<[string, string | undefined, (reader: EnvironmentReader) => unknown, unknown]>([
    ['a text', ' x ', (r) => r.text('FIELD'), 'x'],
    ['an absent text with a fallback', '', (r) => r.text('FIELD', { fallback: 'y' }), 'y'],
    ['an absent optional text', undefined, (r) => r.optionalText('FIELD'), undefined],
    ['an integer', '7', (r) => r.integer('FIELD'), 7],
    ['a number', '0.25', (r) => r.number('FIELD'), 0.25],
    ['a leap day', '2024-02-29', (r) => r.date('FIELD'), '2024-02-29'],
    ['a list', 'A, B,', (r) => r.list('FIELD'), ['A', 'B']],
    ['an absent list', '', (r) => r.list('FIELD', { fallback: ['C'] }), ['C']],
    ['a choice', 'warn', (r) => r.choice('FIELD', ['info', 'warn'], 'info'), 'warn'],
    ['a boolean', 'false', (r) => r.boolean('FIELD', true), false],
    ['an address', 'http://a:1/api/', (r) => r.url('FIELD').href, 'http://a:1/api/'],
  ])('reads %s', (...[, value, field, want]) => {
    expect(read(value, field)).toEqual(want);
  });

  it.each<[string, string | undefined, (reader: EnvironmentReader) => unknown, string]>([
    ['an absent text', '', (r) => r.text('FIELD'), 'FIELD is missing, expected a text'],
    ['a word as integer', 'x', (r) => r.integer('FIELD'), 'FIELD is "x", expected an integer'],
    ['hexadecimal', '0x10', (r) => r.integer('FIELD'), 'FIELD is "0x10", expected an integer'],
    [
      'an integer out of range',
      '0',
      (r) => r.integer('FIELD', { minimum: 1, maximum: 9 }),
      'FIELD is "0", expected an integer from 1 up to 9',
    ],
    [
      'a day that does not exist',
      '2023-02-29',
      (r) => r.date('FIELD'),
      'FIELD is "2023-02-29", expected a date as YYYY-MM-DD',
    ],
    [
      'a repeated entry',
      'A,B,A',
      (r) => r.list('FIELD'),
      'FIELD is "A,B,A", expected each entry once',
    ],
    [
      'an entry of the wrong shape',
      'A,b/c',
      (r) => r.list('FIELD', { pattern: /^[A-Z]+$/ }),
      'FIELD is "b/c", expected entries to match ^[A-Z]+$',
    ],
    [
      'an address with a password, without showing it',
      'http://u:hunter2@a/',
      (r) => r.url('FIELD'),
      'FIELD is "http://***@a/", expected an absolute http or https URL without credentials',
    ],
  ])('refuses %s', (...[, value, field, want]) => {
    expect(() => read(value, field)).toThrow(
      new ConfigurationError(`configuration is invalid: ${want}`),
    );
  });

  it('reports all problems at once and never shows a secret', () => {
    const environment = { DB_PASSWORD: 'hunter2', ROWS: 'many' };
    const act = (): unknown =>
      readEnvironment(environment, (reader) => ({
        password: reader.text('DB_PASSWORD', { pattern: /^\d+$/ }),
        token: reader.secret('TOKEN'),
        rows: reader.integer('ROWS'),
      }));
    expect(act).toThrow(
      'configuration is invalid: DB_PASSWORD is (hidden), expected to match ^\\d+$; ' +
        'TOKEN is missing, expected a secret; ROWS is "many", expected an integer',
    );
  });

  it('returns a frozen configuration', () => {
    expect(Object.isFrozen(readEnvironment({}, () => ({})))).toBe(true);
  });
});
