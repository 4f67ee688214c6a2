/**
 * @gho-platform/run-text says for people what a run is doing. It is pure: the time and the colours
 * are given.
 */
export * from './changes.ts';
export * from './describe-stage.ts';
export * from './duration.ts';
export * from './paint.ts';
export * from './printable.ts';
export { reportLines } from './report-nodes.ts';
export * from './run-tree.ts';
export * from './stage-facts.ts';
export * from './tree.ts';
export * from './verdict.ts';
