import { pods, sleep, systemClock } from '@gho-platform/kube';
import type { Cluster } from '../cluster/cluster.ts';
import type { Pod } from '../why/evidence.ts';
import { podState } from './groups.ts';
import type { PodLogSource } from './pod-log.ts';

const pauseMs = 250;
const longestPauseMs = 10_000;

/** podLogSource is the cluster as logs are read from it, until `signal` aborts. */
export function podLogSource(cluster: Cluster, signal: AbortSignal): PodLogSource {
  const { namespace } = cluster;
  return {
    transport: cluster.logTransport,
    hasEnded: async (name) => {
      const pod = await cluster.api.get<Pod>(pods, { namespace, name });
      return pod === undefined || podState(pod) === 'Ended';
    },
    pause: (failures) =>
      sleep(systemClock, Math.min(pauseMs * 2 ** failures, longestPauseMs), signal),
  };
}
