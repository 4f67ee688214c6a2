import { createTransport, LiveApi } from '@gho-platform/kube';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Cluster } from './cluster.ts';

/** People do not reach this; it keeps a mistake in a loop from hurting the API server. */
const limit = { perSecond: 50, burst: 100 };

/** A kubelet sends nothing, not even headers, before a container's first line. */
const logSilenceMs = 60_000;

/** connect opens the way to the current context of `kubeConfig`. */
export async function connect(kubeConfig: KubeConfig, namespace: string): Promise<Cluster> {
  const transport = await createTransport({ kubeConfig, limit });
  const logTransport = await createTransport({
    kubeConfig,
    limit,
    requestTimeoutMs: logSilenceMs,
  });
  return {
    namespace,
    api: new LiveApi(transport),
    transport,
    logTransport,
    close: async () => {
      await Promise.all([transport.close(), logTransport.close()]);
    },
  };
}
