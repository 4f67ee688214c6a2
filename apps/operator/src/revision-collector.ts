import { labels } from '@gho-platform/api';
import type { StoredPipelineRun } from '@gho-platform/api';
import type { Api, Clock, Store } from '@gho-platform/kube';
import { controllerRevisions, refOfObject } from '@gho-platform/kube';
import { pipelineRuns } from './resources.ts';
import type { Revision } from './revision.ts';
import { lastUseMs } from './revision.ts';
import { hasEnded } from './run-state.ts';

export interface RevisionCollectorOptions {
  readonly api: Api;
  readonly runs: Store<StoredPipelineRun>;
  readonly clock: Clock;
}

/**
 * A use is noted at most once in five minutes, by the clock of whoever noted it. What is left of the
 * hour is for a run that chose the revision since, and for clocks that differ.
 */
const keptAfterUseMs = 60 * 60_000;

/**
 * Deletes the revisions to which no run of the namespace refers, and that none chose for an hour;
 * returns how many. A run that chooses a revision gives it a new resourceVersion before its status
 * names it, unless that was done just before. So a revision that
 * was listed, and then not found in any status by a later list without undecided runs of its
 * Pipeline, is either unused or has changed since, and the resourceVersion in the delete tells these
 * apart.
 */
export async function collectRevisions(
  namespace: string,
  { api, runs, clock }: RevisionCollectorOptions,
): Promise<number> {
  const labelSelector = labels.pipeline;
  const listed = await api.list<Revision>(controllerRevisions, { namespace, labelSelector });
  const keptSinceMs = clock.now().getTime() - keptAfterUseMs;
  const revisions = listed.filter((revision) => !(lastUseMs(revision) > keptSinceMs));
  const cached = runs.all().filter((run) => run.metadata.namespace === namespace);
  // Most of the time nothing is unused, and the cache is enough to see that.
  if (unusedIn(revisions, cached).length === 0) return 0;
  const live = await api.list<StoredPipelineRun>(pipelineRuns, { namespace });
  let deleted = 0;
  for (const revision of unusedIn(revisions, live)) {
    const { uid, resourceVersion } = revision.metadata ?? {};
    if (uid === undefined || resourceVersion === undefined) continue;
    const result = await api.delete(controllerRevisions, refOfObject(revision), {
      uid,
      resourceVersion,
      propagation: 'Background',
    });
    if (result.kind === 'Deleted') deleted++;
  }
  return deleted;
}

/** None of a Pipeline of which a run is undecided: it may be about to choose any of them. */
function unusedIn(
  revisions: readonly Revision[],
  runs: readonly StoredPipelineRun[],
): readonly Revision[] {
  const undecided = (run: StoredPipelineRun): boolean =>
    run.status?.pipelineRevision === undefined && !hasEnded(run);
  const awaited = new Set(runs.filter(undecided).map(({ spec }) => spec.pipelineRef.name));
  const used = new Set(runs.map((run) => run.status?.pipelineRevision));
  return revisions.filter(
    ({ metadata }) =>
      !used.has(metadata?.name) && !awaited.has(metadata?.labels?.[labels.pipeline] ?? ''),
  );
}
