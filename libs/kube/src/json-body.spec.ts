import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonBody } from './json-body.ts';

describe('jsonBody', () => {
  it('escapes as Go does', () => {
    expect(jsonBody({ script: 'a < b && c => d\u2028' })).toBe(
      String.raw`{"script":"a \u003c b \u0026\u0026 c =\u003e d\u2028"}`,
    );
  });

  it('means the same as plain JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(jsonBody(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
