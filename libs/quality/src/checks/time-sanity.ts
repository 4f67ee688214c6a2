import type { TimeSanityCheck } from '../contract.ts';
import type { Finding, RowEvaluator } from '../finding.ts';
import type { Row } from '../row.ts';

/**
 * timeSanity expects a year within bounds and inside the period of its row. Aggregates may span
 * several years ("2016-2024" with TimeDim 2024); a period that ends before it begins is wrong.
 */
export function timeSanity({ minimumYear, maximumYear }: TimeSanityCheck): RowEvaluator {
  return (row) => {
    const year = row.TimeDim;
    if (typeof year !== 'number') {
      return 'NotApplicable';
    }
    return year >= minimumYear && year <= maximumYear
      ? period(row, year)
      : {
          reason: 'YearOutOfRange',
          detail: `year ${year} not in [${minimumYear}, ${maximumYear}]`,
        };
  };
}

function period(row: Row, year: number): Finding {
  const { TimeDimensionBegin: begin, TimeDimensionEnd: end } = row;
  if (typeof begin !== 'string' || typeof end !== 'string') {
    return 'Passed';
  }
  // The calendar day as printed counts, not its instant: begin and end carry WHO's local offset.
  const [first, last] = [begin.slice(0, 10), end.slice(0, 10)];
  if (first > last) {
    return { reason: 'ReversedPeriod', detail: `period ${first} to ${last}` };
  }
  return year >= Number(first.slice(0, 4)) && year <= Number(last.slice(0, 4))
    ? 'Passed'
    : { reason: 'YearOutsidePeriod', detail: `year ${year} outside ${first} to ${last}` };
}
