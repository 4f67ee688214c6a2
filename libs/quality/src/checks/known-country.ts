import type { RowEvaluator } from '../finding.ts';
import { showValue } from '../row.ts';

/**
 * knownCountry fails rows of countries that the COUNTRY dimension of the same pull does not list.
 * Nothing is known without the dimension, and aggregates are no countries.
 */
export function knownCountry(countryCodes: ReadonlySet<string> | undefined): RowEvaluator {
  const known: ReadonlySet<unknown> | undefined = countryCodes;
  return ({ SpatialDimType: type, SpatialDim: code }) => {
    if (known === undefined || type !== 'COUNTRY' || typeof code !== 'string') {
      return 'NotApplicable';
    }
    return known.has(code)
      ? 'Passed'
      : { reason: 'UnknownCode', detail: `country ${showValue(code)} is not in the dimension` };
  };
}
