import type { Transport } from '@gho-platform/kube';
import { createTransport, LiveApi } from '@gho-platform/kube';
import type { Cluster } from './cluster.ts';
import type { Arena } from './contestants.ts';
import { Observer } from './observer.ts';
import { Timeline } from './timeline.ts';
import { Turns } from './turns.ts';
import type { Workload } from './workload.ts';

/** Session is this program's own connection to a cluster: it starts chains and watches them. */
export interface Session {
  readonly observer: Observer;
  readonly arena: (workload: Workload) => Arena;
  readonly close: () => Promise<void>;
}

/** No limit that would be felt: this program stands for many users. */
const limit = { perSecond: 100_000, burst: 100_000 };
const requestsAtOnce = 50;

/** openSession connects as the cluster's administrator and begins to watch. */
export async function openSession({ kubeConfig }: Cluster): Promise<Session> {
  const transport: Transport = await createTransport({
    kubeConfig,
    limit,
    requestTimeoutMs: 60_000,
  });
  const observer = new Observer(transport, new Timeline());
  await observer.start();
  const api = new LiveApi(transport);
  const turns = new Turns(requestsAtOnce);
  return {
    observer,
    arena: (workload) => ({ api, turns, workload }),
    close: async () => {
      await observer.stop();
      await transport.close();
    },
  };
}
