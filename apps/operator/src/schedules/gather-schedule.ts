import type { StoredPipelineRun, StoredPipelineSchedule } from '@gho-platform/api';
import { labels } from '@gho-platform/api';
import type { Api, Clock } from '@gho-platform/kube';
import { keyOf } from '@gho-platform/kube';
import type { ScheduleFacts } from '@gho-platform/schedule-core';
import { isOpen } from '@gho-platform/schedule-core';
import type { Caches } from '../caches.ts';
import { indexes } from '../caches.ts';
import { pipelineRuns, pipelineSchedules } from '../resources.ts';
import { observeRun } from './observe-run.ts';
import type { RefusedRuns } from './refused-runs.ts';
import type { Ticks } from './ticks.ts';

export interface GatherScheduleOptions {
  readonly api: Api;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly ticks: Ticks;
  readonly refused: RefusedRuns;
}

/** The facts as the caches show them, to notice that something is due. */
export function gatherScheduleFromCaches(
  schedule: StoredPipelineSchedule,
  options: GatherScheduleOptions,
): ScheduleFacts {
  const { runs } = options.caches;
  const { namespace, uid } = schedule.metadata;
  const named = expectedNames(schedule)
    .map((name) => runs.get({ namespace, name }))
    .filter((run) => run !== undefined);
  return factsOf(schedule, [...runs.find(indexes.scheduleUid, uid), ...named], options);
}

/**
 * The facts as the API server has them, to decide; undefined when the schedule is gone. The runs are
 * read after the schedule: a run that the status knows and the list does not show is really gone.
 */
export async function gatherScheduleLive(
  cached: StoredPipelineSchedule,
  options: GatherScheduleOptions,
): Promise<ScheduleFacts | undefined> {
  const { api } = options;
  const { namespace, name, uid } = cached.metadata;
  const schedule = await api.get<StoredPipelineSchedule>(pipelineSchedules, { namespace, name });
  // Another uid is another schedule: its own pass follows with its own event.
  if (schedule?.metadata.uid !== uid) return undefined;
  const labelSelector = `${labels.scheduleUid}=${uid}`;
  const listed = await api.list<StoredPipelineRun>(pipelineRuns, { namespace, labelSelector });
  const known = new Set(listed.map(({ metadata }) => metadata.name));
  const named = await Promise.all(
    expectedNames(schedule)
      .filter((run) => !known.has(run))
      .map((run) => api.get<StoredPipelineRun>(pipelineRuns, { namespace, name: run })),
  );
  return factsOf(schedule, [...listed, ...named.filter((run) => run !== undefined)], options);
}

/**
 * Names of the runs that the ledger says are under way. A list by label may not show them: not
 * created yet, stripped of their labels, or somebody else owns the name.
 */
function expectedNames({ status }: StoredPipelineSchedule): readonly string[] {
  const open = (status?.ledger ?? []).filter(isOpen);
  return open.map(({ run }) => run).filter((run) => run !== undefined);
}

function factsOf(
  schedule: StoredPipelineSchedule,
  found: readonly StoredPipelineRun[],
  { clock, ticks, refused }: GatherScheduleOptions,
): ScheduleFacts {
  const runs = [...new Map(found.map((run) => [run.metadata.name, run])).values()];
  const observed = runs.map((run) => ({ run, own: observeRun(run, schedule) }));
  const now = clock.now();
  return {
    schedule,
    runs: observed.map(({ own }) => own).filter((own) => own !== undefined),
    foreignRunNames: observed
      .filter(({ own }) => own === undefined)
      .map(({ run }) => run.metadata.name),
    refusedRuns: refused.of(keyOf(schedule.metadata)),
    ticks: ticks.of(schedule, now),
    now: now.toISOString(),
  };
}
