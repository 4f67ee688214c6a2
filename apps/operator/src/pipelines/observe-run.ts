import type { StoredPipelineRun, StoredPipelineSpec } from '@gho-platform/api';
import { runReasons } from '@gho-platform/api';
import type { ObservedRun } from '@gho-platform/pipeline-core';
import { partitionOf } from '@gho-platform/run-core';
import { hasEnded } from '../run-state.ts';

/** A run as its Pipeline sees it; `hasJobs` says whether Jobs of it are left. */
export function observeRun(
  run: StoredPipelineRun,
  pipeline: StoredPipelineSpec,
  hasJobs: boolean,
): ObservedRun {
  const { metadata, spec, status } = run;
  const state = stateOf(run);
  const partition = partitionOf(pipeline, spec);
  const isOpen = state === 'Waiting' || state === 'Held';
  return {
    name: metadata.name,
    uid: metadata.uid,
    createdAt: metadata.creationTimestamp,
    priority: spec.priority ?? 0,
    force: spec.force === true,
    isPlan: spec.mode === 'Plan',
    ...(partition === undefined ? {} : { partition }),
    state,
    ...(state === 'Ended' ? { end: endOf(run) } : {}),
    deleting: metadata.deletionTimestamp !== undefined,
    hasJobs,
    ...(isOpen && spec.resumeFrom !== undefined ? { resumes: spec.resumeFrom.name } : {}),
    ...shownOf(status?.waiting),
  };
}

/** Held is what could not start even if it were let in. */
function stateOf(run: StoredPipelineRun): ObservedRun['state'] {
  if (hasEnded(run)) return 'Ended';
  if (run.status?.startedAt !== undefined) return 'Started';
  const { suspend, cancel, mode } = run.spec;
  const isHeld =
    suspend ||
    cancel !== undefined ||
    mode === 'Plan' ||
    run.metadata.deletionTimestamp !== undefined;
  return isHeld ? 'Held' : 'Waiting';
}

function endOf({ metadata, status }: StoredPipelineRun): NonNullable<ObservedRun['end']> {
  const succeeded = status?.conditions?.find(({ type }) => type === 'Succeeded');
  return {
    outcome: succeeded?.status === 'True' ? 'Succeeded' : 'Failed',
    finishedAt: status?.finishedAt ?? metadata.creationTimestamp,
    isDuplicate: succeeded?.reason === runReasons.alreadyDone,
  };
}

function shownOf(
  waiting: NonNullable<StoredPipelineRun['status']>['waiting'],
): Pick<ObservedRun, 'shown'> {
  const { position, positionAt } = waiting ?? {};
  return position === undefined || positionAt === undefined
    ? {}
    : { shown: { position, at: positionAt } };
}
