/**
 * What a data set has to look like before it may be loaded, and a verdict on rows that were read.
 * Pure: no input, output, clock or chance. A failed check is a result, never an exception; a check
 * that could not be carried out is an execution error and makes the verdict inconclusive.
 */
export type { ReferenceData } from './checks/row-evaluator.ts';
export { contractProblems } from './contract-problems.ts';
export * from './contract-set.ts';
export * from './contract.ts';
export {
  dataSetKinds,
  fieldNames,
  type DataSet,
  type DataSetKind,
  type FieldName,
} from './data-set-shape.ts';
export type { Distribution } from './distribution.ts';
export * from './evaluation.ts';
export type { Failure, Finding, PreviousLoad, Reason } from './finding.ts';
export type { Profile } from './profile.ts';
export * from './report.ts';
export type { Row } from './row.ts';
export * from './summary.ts';
export type { DataSetCount, Example } from './tally.ts';
export type { Breach } from './threshold.ts';
