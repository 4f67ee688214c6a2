import type { StoredPipelineRun } from '@gho-platform/api';
import { labels } from '@gho-platform/api';
import { pods } from '@gho-platform/kube';
import type { Pod } from '../why/evidence.ts';
import type { Cluster } from './cluster.ts';

/** podSelector selects the pods of a run. */
export function podSelector({ metadata }: StoredPipelineRun): string {
  return `${labels.runUid}=${metadata.uid}`;
}

/** listPods lists the pods of a run. */
export function listPods(cluster: Cluster, run: StoredPipelineRun): Promise<readonly Pod[]> {
  const { namespace } = cluster;
  return cluster.api.list<Pod>(pods, { namespace, labelSelector: podSelector(run) });
}
