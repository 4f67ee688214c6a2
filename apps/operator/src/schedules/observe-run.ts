import type { StoredPipelineRun, StoredPipelineSchedule } from '@gho-platform/api';
import { runReasons } from '@gho-platform/api';
import { controllerOf } from '@gho-platform/kube';
import type { ObservedRun } from '@gho-platform/schedule-core';
import { runNameOf, tickOf } from '@gho-platform/schedule-core';

/**
 * A run as its schedule sees it; undefined when it is not of this schedule: another one controls it,
 * or its name is that of no tick.
 */
export function observeRun(
  run: StoredPipelineRun,
  schedule: StoredPipelineSchedule,
): ObservedRun | undefined {
  const { name, uid, deletionTimestamp } = run.metadata;
  const tick = tickOfName(name);
  const isOwn =
    controllerOf(run)?.uid === schedule.metadata.uid &&
    tick !== undefined &&
    runNameOf(schedule.metadata.name, tick) === name;
  if (!isOwn) return undefined;
  return {
    name,
    uid,
    tick,
    state: stateOf(run),
    cancelling: run.spec.cancel !== undefined,
    deleting: deletionTimestamp !== undefined,
  };
}

/** The name of a run ends with the minute of its tick. */
function tickOfName(name: string): string | undefined {
  const minutes = /-(\d{1,9})$/.exec(name)?.[1];
  return minutes === undefined ? undefined : tickOf(Number(minutes) * 60_000);
}

function stateOf({ status }: StoredPipelineRun): ObservedRun['state'] {
  const succeeded = status?.conditions?.find(({ type }) => type === 'Succeeded');
  if (succeeded?.status === 'True') return 'Succeeded';
  if (succeeded?.status !== 'False') return 'Active';
  return succeeded.reason === runReasons.cancelled ? 'Cancelled' : 'Failed';
}
