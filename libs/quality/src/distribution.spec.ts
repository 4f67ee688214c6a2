import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distributionOf } from './distribution.ts';

describe('distributionOf', () => {
  it('has nothing to say about no values', () => {
    expect(distributionOf([])).toBeUndefined();
  });

  it('interpolates as percentile_cont of PostgreSQL does', () => {
    expect(distributionOf([10, 40, 20, 30])).toEqual({
      values: 4,
      lowerQuartile: 17.5,
      median: 25,
      upperQuartile: 32.5,
    });
  });

  it('orders quartiles within the values, whatever they are', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), (values) => {
        const [least, most] = [Math.min(...values), Math.max(...values)];
        const { lowerQuartile, median, upperQuartile } = distributionOf([...values]) ?? {};
        const ascending = [least, lowerQuartile, median, upperQuartile, most];
        expect(ascending.every((value) => Number.isFinite(value))).toBe(true);
        // Interpolation may lose the last bit.
        const slack = Math.max(Math.abs(least), Math.abs(most)) * 1e-15;
        ascending.slice(1).forEach((value, index) => {
          expect(value).toBeGreaterThanOrEqual((ascending[index] ?? NaN) - slack);
        });
      }),
    );
  });
});
