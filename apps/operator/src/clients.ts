import type { Clock, Transport } from '@gho-platform/kube';
import { createTransport, LiveApi } from '@gho-platform/kube';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';

/** Clients are the ways to the API server, each with a request budget of its own. */
export interface Clients {
  /** Reads and writes for runs. */
  readonly work: Transport;
  /** Lists, watches and the lease: a backlog of work must not delay a renewal. */
  readonly control: Transport;
  /** Events must not delay work. */
  readonly events: Transport;
  close(): Promise<void>;
}

const controlRate = { perSecond: 50, burst: 100 };
const eventsRate = { perSecond: 20, burst: 100 };

/** A renewal has ten seconds: this leaves room for two more tries. */
const leaseTimeoutMs = 3_000;

export interface ClientOptions {
  readonly kubeConfig: KubeConfig;
  readonly config: Config;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export async function createClients(options: ClientOptions): Promise<Clients> {
  const { kubeConfig, config, clock, metrics } = options;
  const common = {
    kubeConfig,
    clock,
    onAnswer: (method: string, status: number | undefined): void => {
      metrics.request(method, status);
    },
  };
  const work = await createTransport({ ...common, limit: config.apiRate });
  const control = await createTransport({ ...common, limit: controlRate });
  const events = await createTransport({ ...common, limit: eventsRate });
  const close = async (): Promise<void> => {
    await Promise.all([work.close(), control.close(), events.close()]);
  };
  return { work, control, events, close };
}

/** The Api through which the lease is renewed. */
export function leaseApi({ control }: Clients): LiveApi {
  return new LiveApi(control, { timeoutMs: leaseTimeoutMs });
}
