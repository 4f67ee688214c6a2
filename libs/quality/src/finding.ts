import type { Distribution } from './distribution.ts';
import type { Profile } from './profile.ts';
import type { Row } from './row.ts';

/** Reason is the closed list of what can be wrong; check name and reason together are the code. */
export type Reason =
  | 'MissingField'
  | 'WrongType'
  | 'OutOfRange'
  | 'UnknownCode'
  | 'WrongFormat'
  | 'ForeignRow'
  | 'ConflictingDuplicate'
  | 'OutsideInterval'
  | 'ReversedInterval'
  | 'NullValue'
  | 'FalseZero'
  | 'YearOutOfRange'
  | 'ReversedPeriod'
  | 'YearOutsidePeriod'
  | 'RowCountDropped'
  | 'RowCountGrown'
  | 'UnknownIndicator'
  | 'Stale'
  | 'FromTheFuture'
  | 'DistributionShifted';

/** Failure says why a row failed one check; `detail` is for people and holds the offending values. */
export interface Failure {
  readonly reason: Reason;
  readonly detail: string;
}

/** Finding is what one check says about one row; a check that has nothing to look at does not apply. */
export type Finding = 'Passed' | 'NotApplicable' | Failure;

/** RowEvaluator judges one row of the data set with that code. It is total: any row is allowed. */
export type RowEvaluator = (row: Row, dataSet: string) => Finding;

/** PreviousLoad is what the last good load of a data set knew about it. */
export interface PreviousLoad {
  /** Rows read. */
  readonly rows: number;
  readonly distribution?: Distribution | undefined;
}

/** DataSetFacts is what is known about one data set when all of its rows were read. */
export interface DataSetFacts {
  /** Its code. */
  readonly dataSet: string;
  /** Rows read. */
  readonly rows: number;
  readonly profile: Profile;
  /** Absent when the data set was never loaded. */
  readonly previous: PreviousLoad | undefined;
}

/** DataSetEvaluator judges all rows of one data set at once. */
export type DataSetEvaluator = (facts: DataSetFacts) => Finding;

export function isFailure(finding: Finding): finding is Failure {
  return typeof finding === 'object';
}
