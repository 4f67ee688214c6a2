import type { StoredPipelineRun } from '@gho-platform/api';
import { changedLines, isDone, runTree } from '@gho-platform/run-text';
import { runs } from '../cluster/objects.ts';
import type { Kind } from './follow.ts';

/** runKind is how PipelineRuns are followed. */
export const runKind: Kind<StoredPipelineRun> = {
  resource: runs,
  isDone,
  tree: runTree,
  changes: changedLines,
};
