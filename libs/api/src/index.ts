/**
 * @gho-platform/api is what the operator, the stages and the tools agree on: types generated from
 * crds/ and the constants of the API. It imports nothing.
 */
export * from './constants.ts';
export * from './reasons.ts';
export * from './schedule-reasons.ts';
export type * from './object-meta.ts';
export type * from './generated/pipeline.ts';
export type * from './generated/pipeline-run.ts';
export type * from './generated/pipeline-schedule.ts';
