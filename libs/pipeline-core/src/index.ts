/**
 * @gho-platform/pipeline-core decides about the runs of one Pipeline: planPipeline(facts) -> plan. It
 * is pure and total: no client, clock, chance or log, and it never throws.
 */
export type * from './facts.ts';
export { removesJobs } from './history.ts';
export { planPipeline } from './plan-pipeline.ts';
export type * from './plan-types.ts';
export { pipelinePlanChangesNothing } from './same.ts';
export { isGated } from './scene.ts';
export { hasLedger, turnOf } from './turn.ts';
