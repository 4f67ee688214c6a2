import type { StoredPipelineRun } from '@gho-platform/api';
import { ApiError, pods as podResource, Reflector, Store, systemClock } from '@gho-platform/kube';
import { isDone } from '@gho-platform/run-text';
import type { Cluster } from '../cluster/cluster.ts';
import { runs } from '../cluster/objects.ts';
import { listPods, podSelector } from '../cluster/run-pods.ts';
import { watchObject } from '../cluster/watch-object.ts';
import type { Pod } from '../why/evidence.ts';
import type { LogWorld, RunView } from './follow-logs.ts';
import type { LogGroup, LogPod } from './groups.ts';
import { prefixOf } from './groups.ts';
import type { PodLogSource, Read } from './pod-log.ts';
import { readPodLog } from './pod-log.ts';
import { podLogSource } from './pod-log-source.ts';

export interface LiveWorldOptions {
  readonly cluster: Cluster;
  readonly run: StoredPipelineRun;
  readonly signal: AbortSignal;
  readonly sinceSeconds: number | undefined;
  readonly tailLines: number | undefined;
  readonly onLine: (prefix: string, line: string) => void;
  readonly note: (message: string) => void;
}

/** LiveWorld reads the logs of one run of a cluster. */
export class LiveWorld implements LogWorld {
  readonly #options: LiveWorldOptions;
  readonly #source: PodLogSource;
  readonly #store = new Store<Pod>();
  readonly #reflector: Reflector<Pod>;
  readonly #stop = new AbortController();
  #run: StoredPipelineRun;
  #pods: readonly Pod[] = [];
  #change = newChange();

  constructor(options: LiveWorldOptions) {
    this.#options = options;
    this.#run = options.run;
    const { cluster, signal, run } = options;
    const { namespace } = cluster;
    this.#source = podLogSource(cluster, signal);
    this.#store.subscribe(() => {
      this.#pods = this.#store.all();
      this.#notify();
    });
    this.#reflector = new Reflector<Pod>({
      transport: cluster.transport,
      resource: podResource,
      namespace,
      labelSelector: podSelector(run),
      store: this.#store,
      clock: systemClock,
      random: Math.random,
      onProblem: ({ error }) => {
        const isFinal = error instanceof ApiError && [401, 403].includes(error.status);
        if (isFinal) this.#change.reject(error);
      },
    });
  }

  /** Looks once; without `follow` that is all. */
  async start(follow: boolean): Promise<void> {
    const { cluster, run, signal } = this.#options;
    await this.refresh();
    if (!follow || isDone(run)) return;
    this.#reflector.start();
    watchObject(cluster, run, {
      resource: runs,
      signal: AbortSignal.any([signal, this.#stop.signal]),
      until: isDone,
      onChange: (changed) => {
        this.#run = changed;
        this.#notify();
      },
      onLost: this.#options.note,
    }).catch((error: unknown) => {
      this.#change.reject(error);
    });
  }

  async refresh(): Promise<void> {
    const { cluster, run } = this.#options;
    this.#pods = await listPods(cluster, run);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#reflector.stop();
  }

  current(): RunView {
    return { run: this.#run, pods: this.#pods };
  }

  changed(): Promise<void> {
    return this.#change.promise;
  }

  async read(group: LogGroup, pod: LogPod, follow: boolean): Promise<Read> {
    const { cluster, signal, sinceSeconds, tailLines, onLine } = this.#options;
    const prefix = prefixOf(group, pod);
    return readPodLog(this.#source, {
      namespace: cluster.namespace,
      pod: pod.name,
      follow,
      sinceSeconds,
      tailLines,
      signal,
      onLine: (line) => {
        onLine(prefix, line);
      },
    });
  }

  note(message: string): void {
    this.#options.note(message);
  }

  #notify(): void {
    const { resolve } = this.#change;
    this.#change = newChange();
    resolve(undefined);
  }
}

/** A change that nobody waits for may fail too. */
function newChange(): PromiseWithResolvers<undefined> {
  const change = Promise.withResolvers<undefined>();
  change.promise.catch(() => undefined);
  return change;
}
