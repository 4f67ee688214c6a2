/**
 * @gho-platform/run-text says for people what a run or a schedule is doing. It is pure: the time and
 * the colours are given.
 */
export { backfillText } from './backfill-text.ts';
export { changedLines } from './changes.ts';
export * from './describe-stage.ts';
export * from './duration.ts';
export { localTimeText } from './local-time.ts';
export * from './paint.ts';
export * from './printable.ts';
export { reportLines } from './report-nodes.ts';
export * from './run-tree.ts';
export { scheduleChanges } from './schedule-changes.ts';
export * from './schedule-state.ts';
export * from './schedule-tree.ts';
export * from './stage-facts.ts';
export * from './tick-text.ts';
export * from './tree.ts';
export * from './verdict.ts';
