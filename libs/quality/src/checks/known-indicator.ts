import type { DataSetEvaluator } from '../finding.ts';

/**
 * knownIndicator fails an indicator that the catalogue of the same pull does not list. Nothing is
 * known without the catalogue.
 */
export function knownIndicator(codes: ReadonlySet<string> | undefined): DataSetEvaluator {
  return ({ dataSet: indicator }) => {
    if (codes === undefined) {
      return 'NotApplicable';
    }
    return codes.has(indicator)
      ? 'Passed'
      : { reason: 'UnknownIndicator', detail: 'is not in the catalogue of this pull' };
  };
}
