import { hash } from 'node:crypto';
import { bindObservation, naturalKey, type Fields } from '@gho-platform/gho';
import { ConfigurationError } from '@gho-platform/stage-kit';
import type { ObservationRow, SourceLine } from '@gho-platform/warehouse';

/** observationKey is equal for the same figure in every pull. */
export function observationKey(fields: Fields): string {
  return hash('md5', naturalKey(fields, 'indicator'));
}

/**
 * toObservationRow turns a record that passed the contract into a row of the warehouse. A record
 * that the warehouse cannot hold is a gap in the contract, which only a person can close.
 */
export function toObservationRow(fields: Fields, source: SourceLine): ObservationRow {
  const bound = bindObservation(fields);
  if (!bound.isBound) {
    throw contractGap(source, bound.problems.join('; '));
  }
  const { timeDim, timeDimensionBegin, timeDimensionEnd, value, date, ...same } = bound.observation;
  const year = required(timeDim, 'TimeDim', source);
  const printedYear = String(year).padStart(4, '0');
  return {
    ...same,
    observationKey: observationKey(fields),
    spatialDimType: required(same.spatialDimType, 'SpatialDimType', source),
    spatialDim: required(same.spatialDim, 'SpatialDim', source),
    year,
    timeDimType: required(same.timeDimType, 'TimeDimType', source),
    timeDimensionValue: required(same.timeDimensionValue, 'TimeDimensionValue', source),
    timeBegin: calendarDay(timeDimensionBegin) ?? `${printedYear}-01-01`,
    timeEnd: calendarDay(timeDimensionEnd) ?? `${printedYear}-12-31`,
    valueText: value,
    sourceUpdatedAt: date,
  };
}

/**
 * calendarDay takes the day as printed. WHO prints local midnight ("2011-01-01T00:00:00+01:00"): in
 * UTC the year would begin on the last day of the year before.
 */
function calendarDay(instant: string | undefined): string | undefined {
  return instant?.slice(0, 10);
}

function required<T>(value: T | undefined, field: string, source: SourceLine): T {
  if (value === undefined) {
    throw contractGap(source, `${field} is missing`);
  }
  return value;
}

function contractGap({ indicator, line }: SourceLine, problem: string): ConfigurationError {
  return new ConfigurationError(
    `quality contract lets a record pass that the warehouse cannot hold: ${indicator} line ${line}: ${problem}`,
  );
}
