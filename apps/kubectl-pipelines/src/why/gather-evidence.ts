import type { StoredPipelineRun } from '@gho-platform/api';
import type { Resource } from '@gho-platform/kube';
import { ApiError } from '@gho-platform/kube';
import { isDone } from '@gho-platform/run-text';
import type { Cluster } from '../cluster/cluster.ts';
import { pipelineNames } from '../cluster/objects.ts';
import { listPods } from '../cluster/run-pods.ts';
import type { Evidence, KubeEvent, Pod } from './evidence.ts';

/** What the roles view and edit of Kubernetes may read, unlike those of events.k8s.io. */
const coreEvents: Resource = { group: '', version: 'v1', plural: 'events', kind: 'Event' };

/** gatherEvidence reads what the user may read; what is forbidden is named and does not fail. */
export async function gatherEvidence(cluster: Cluster, run: StoredPipelineRun): Promise<Evidence> {
  if (isDone(run)) return {};
  const { api, namespace } = cluster;
  const unreadable: string[] = [];
  const readable = async <T>(what: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 403)) throw error;
      unreadable.push(what);
      return undefined;
    }
  };
  const [found, events, pipelines] = await Promise.all([
    readable('pods', () => listPods(cluster, run)),
    readable('events', () =>
      api.list<KubeEvent>(coreEvents, { namespace, fieldSelector: 'type=Warning' }),
    ),
    run.status?.waiting?.reason === 'PipelineNotFound'
      ? readable('Pipelines', () => pipelineNames(cluster))
      : undefined,
  ]);
  return {
    unreadable,
    ...(found === undefined ? {} : { pods: found }),
    ...(events === undefined ? {} : { events: eventsOf(run, found ?? [], events) }),
    ...(pipelines === undefined ? {} : { pipelines }),
  };
}

/**
 * Of the attempts that are open, since what an earlier one suffered explains nothing now. Events on the
 * run itself are the operator's, which says the same in the status.
 */
function eventsOf(
  run: StoredPipelineRun,
  found: readonly Pod[],
  events: readonly KubeEvent[],
): readonly KubeEvent[] {
  const openJobs = (run.status?.stages ?? [])
    .flatMap(({ attempts = [] }) => attempts)
    .filter(({ state }) => state === 'Running' || state === 'Stopping')
    .map(({ jobName }) => jobName);
  const names = new Set([
    ...openJobs,
    ...found
      .filter(({ status }) => status?.phase === undefined || status.phase === 'Pending')
      .map(({ metadata }) => metadata.name),
  ]);
  return events.filter(({ involvedObject }) => names.has(involvedObject.name ?? ''));
}
