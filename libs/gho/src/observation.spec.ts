import { describe, expect, it } from '@jest/globals';
import { makeFields } from './__fixtures__/fields.ts';
import { bindObservation } from './observation.ts';

describe('bindObservation', () => {
  it('binds by name and reads null as undefined', () => {
    expect(bindObservation(makeFields())).toMatchObject({
      isBound: true,
      observation: {
        indicatorCode: 'WHOSIS_000001',
        spatialDim: 'GRD',
        parentLocationCode: 'AMR',
        timeDim: 2010,
        dim1: 'SEX_MLE',
        dim2: undefined,
        numericValue: 68.26587801,
      },
    });
  });

  it('accepts the 23 fields of older pulls', () => {
    const younger = ['ParentLocation', 'ParentLocationCode'];
    const older = Object.fromEntries(
      Object.entries(makeFields()).filter(([name]) => !younger.includes(name)),
    );
    expect(bindObservation(older)).toMatchObject({
      isBound: true,
      observation: { parentLocation: undefined, spatialDim: 'GRD' },
    });
  });

  it('names every field of a wrong type', () => {
    const bound = bindObservation(
      makeFields({ TimeDim: 2010.5, NumericValue: '68.3', SpatialDim: 7, IndicatorCode: null }),
    );
    expect(bound).toEqual({
      isBound: false,
      problems: [
        'SpatialDim is 7, expected a text',
        'TimeDim is 2010.5, expected an integer',
        'NumericValue is "68.3", expected a number',
        'IndicatorCode is missing',
      ],
    });
  });
});
