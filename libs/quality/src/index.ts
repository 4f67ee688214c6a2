/**
 * What a data set has to look like before it may be loaded, and a verdict on rows that were read.
 * Pure: no input, output, clock or chance. A failed check is a result, never an exception; a check
 * that could not be carried out is an execution error and makes the verdict inconclusive.
 */
export type { ReferenceData } from './checks/row-evaluator.ts';
export * from './contract.ts';
export type { Distribution } from './distribution.ts';
export * from './evaluation.ts';
export type { Failure, Finding, PreviousLoad, Reason } from './finding.ts';
export type { Profile } from './profile.ts';
export * from './report.ts';
export { describeRow, fieldNames, naturalKeyFields, type FieldName, type Row } from './row.ts';
export * from './summary.ts';
export type { Example, IndicatorCount } from './tally.ts';
export type { Breach } from './threshold.ts';
