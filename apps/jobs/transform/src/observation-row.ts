import { hash } from 'node:crypto';
import { bindObservation, naturalKey, type Fields } from '@gho-platform/gho';
import type { ObservationRow, SourceLine } from '@gho-platform/warehouse';

/** observationKey is equal for the same figure in every pull. */
export function observationKey(fields: Fields): string {
  return hash('md5', naturalKey(fields, 'indicator'));
}

/** ContractGapError says that a record passed the contract and that the warehouse cannot hold it. */
export class ContractGapError extends Error {
  override readonly name = 'ContractGapError';
}

/**
 * toObservationRow turns a record that passed the contract into a row of the warehouse. A record
 * that the warehouse cannot hold is a gap in the contract (ContractGapError), which only a person can
 * close.
 */
export function toObservationRow(fields: Fields, source: SourceLine): ObservationRow {
  const bound = bindObservation(fields);
  if (!bound.isBound) {
    throw contractGap(source, bound.problems.join('; '));
  }
  const { observation } = bound;
  const year = required(observation.timeDim, 'TimeDim', source);
  const printedYear = String(year).padStart(4, '0');
  // Field by field: a spread of the observation costs a tenth of the whole stage.
  return {
    observationKey: observationKey(fields),
    indicatorCode: observation.indicatorCode,
    spatialDimType: required(observation.spatialDimType, 'SpatialDimType', source),
    spatialDim: required(observation.spatialDim, 'SpatialDim', source),
    parentLocationCode: observation.parentLocationCode,
    parentLocation: observation.parentLocation,
    year,
    timeDimType: required(observation.timeDimType, 'TimeDimType', source),
    timeDimensionValue: required(observation.timeDimensionValue, 'TimeDimensionValue', source),
    timeBegin: calendarDay(observation.timeDimensionBegin) ?? `${printedYear}-01-01`,
    timeEnd: calendarDay(observation.timeDimensionEnd) ?? `${printedYear}-12-31`,
    dim1Type: observation.dim1Type,
    dim1: observation.dim1,
    dim2Type: observation.dim2Type,
    dim2: observation.dim2,
    dim3Type: observation.dim3Type,
    dim3: observation.dim3,
    dataSourceDimType: observation.dataSourceDimType,
    dataSourceDim: observation.dataSourceDim,
    valueText: observation.value,
    numericValue: observation.numericValue,
    low: observation.low,
    high: observation.high,
    comments: observation.comments,
    sourceUpdatedAt: observation.date,
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

function contractGap({ indicator, line }: SourceLine, problem: string): ContractGapError {
  return new ContractGapError(
    `quality contract lets a record pass that the warehouse cannot hold: ${indicator} line ${line}: ${problem}`,
  );
}
