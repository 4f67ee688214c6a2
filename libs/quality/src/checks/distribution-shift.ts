import type { DistributionShiftCheck } from '../contract.ts';
import type { Distribution } from '../distribution.ts';
import type { DataSetEvaluator } from '../finding.ts';

/**
 * distributionShift compares the numbers of an indicator with those of its last good load:
 *
 *     shift = |median now - median before| / (upper quartile before - lower quartile before)
 *
 * Median and quartiles do not notice a few wild values, and the ratio has no unit. Values in another
 * unit, or of another measure, move it by far more than a year of new data. When the middle half of
 * the values before was one single value, there is no range to measure in.
 */
export function distributionShift(check: DistributionShiftCheck): DataSetEvaluator {
  const { minimumValues, maximumShift } = check;
  return ({ profile: { distribution: now }, previous }) => {
    const before = previous?.distribution;
    if (now === undefined || before === undefined) {
      return 'NotApplicable';
    }
    if (Math.min(now.values, before.values) < minimumValues) {
      return 'NotApplicable';
    }
    const range = before.upperQuartile - before.lowerQuartile;
    if (range === 0) {
      return 'NotApplicable';
    }
    const shift = Math.abs(now.median - before.median) / range;
    return shift > maximumShift
      ? { reason: 'DistributionShifted', detail: describe(shift, now, before) }
      : 'Passed';
  };
}

function describe(shift: number, now: Distribution, before: Distribution): string {
  const [first, last] = [rounded(before.lowerQuartile), rounded(before.upperQuartile)];
  const medians = `median ${rounded(now.median)}, ${rounded(before.median)} in the last good load`;
  return `${medians}: ${rounded(shift)} of its quartile range [${first}, ${last}]`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(5)));
}
