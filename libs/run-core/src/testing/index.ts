/** Builders of what decisions are about. Other projects get them from @gho-platform/testing. */
export { makeFacts, noon, resolved, secondsAfterNoon } from './make-facts.ts';
export { makeObservedJob, ObservedJobBuilder } from './make-observed-job.ts';
export { makePipeline, makeStage, PipelineBuilder } from './make-pipeline.ts';
export { makeRun, RunBuilder } from './make-run.ts';
export { actionsOf, stagesOf, succeededOf } from './read-plan.ts';
export { Story } from './story.ts';
export type { Model } from './model.ts';
export type { Mutant } from './mutant.ts';
