import type { LiveApi, Transport } from '@gho-platform/kube';

/** Cluster is the API server and the namespace that a command is about. */
export interface Cluster {
  readonly namespace: string;
  readonly api: LiveApi;
  readonly transport: Transport;
  /** For log streams, which may be silent for long before their first byte. */
  readonly logTransport: Transport;
  close(): Promise<void>;
}
