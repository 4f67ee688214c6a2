import { describe, expect, it } from '@jest/globals';
import type { Schema } from '@gho-platform/gho';
import { compareSchemas, describeChange } from './schema-drift.ts';

function describeAll(before: Schema, now: Schema): string[] {
  return compareSchemas(before, now).map(describeChange);
}

describe('compareSchemas', () => {
  it.each<[string, Schema, Schema, string[]]>([
    ['the same', { a: 'number' }, { a: 'number' }, []],
    [
      'a field more',
      { a: 'number' },
      { a: 'number', b: 'null|string' },
      ['b is new (null|string)'],
    ],
    ['a field less', { a: 'number', b: 'string' }, { a: 'number' }, ['b is gone (was string)']],
    ['another type', { a: 'null|number' }, { a: 'string' }, ['a was null|number, is string']],
    ['one type more', { a: 'number' }, { a: 'number|string' }, ['a was number, is number|string']],
    ['a gap more', { a: 'number' }, { a: 'null|number' }, []],
    ['only gaps now', { a: 'number' }, { a: 'null' }, []],
    ['values where gaps were', { a: 'null' }, { a: 'number' }, []],
    [
      'everything at once, by field',
      { b: 'string', c: 'number' },
      { a: 'boolean', b: 'number' },
      ['a is new (boolean)', 'b was string, is number', 'c is gone (was number)'],
    ],
  ])('tells %s', (...[, before, now, want]) => {
    expect(describeAll(before, now)).toEqual(want);
  });
});
