/**
 * @gho-platform/run-core decides what happens next in a run: plan(facts) -> plan. It is pure and
 * total: no client, clock, chance or log, and it never throws.
 */
export { actionsOfDeletedRun } from './actions.ts';
export { isFinished } from './after-end.ts';
export type * from './facts.ts';
export { fnv1a, hashOf } from './hash.ts';
export { jobName } from './job-name.ts';
export type { JobNameParts } from './job-name.ts';
export { isPreview } from './mode.ts';
export { checkParameters, parameterValues } from './parameters.ts';
export type { ParameterProblems } from './parameters.ts';
export { partitionOf } from './partition.ts';
export { plan } from './plan.ts';
export type * from './plan-types.ts';
export { previewJobs } from './preview-jobs.ts';
export type { PreviewJob } from './preview-jobs.ts';
export { changesNothing, isSame } from './same.ts';
export { fitsBytes, shorten } from './text.ts';
export { isItsTurn } from './turn.ts';
