import type { Clock, KubeObject, ReflectorProblem, Resource, Store } from '@gho-platform/kube';
import { Reflector, sleep } from '@gho-platform/kube';
import type { Transport } from '@gho-platform/kube';
import type { WatchState } from './health.ts';

export interface WatchesOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onProblem: (problem: ReflectorProblem) => void;
}

export interface Watched {
  readonly resource: Resource;
  readonly store: Store<KubeObject>;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly transform?: (object: KubeObject) => KubeObject;
}

interface Watch {
  readonly name: string;
  readonly reflector: Reflector<KubeObject>;
}

/** How often the first lists are checked: a start takes a few of these. */
const syncCheckMs = 20;

/** Watches keeps the caches filled, one reflector for each kind and namespace. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #watches: Watch[] = [];

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  get states(): readonly WatchState[] {
    return this.#watches.map(({ name, reflector }) => ({
      name,
      synced: reflector.synced,
      silentMs: reflector.silentMs,
    }));
  }

  /** Starts one more watch. */
  add(watched: Watched): void {
    const { namespace, resource } = watched;
    const name = namespace === undefined ? resource.plural : `${resource.plural} in ${namespace}`;
    const reflector = new Reflector({ ...this.#options, ...watched, random: Math.random });
    this.#watches.push({ name, reflector });
    reflector.start();
  }

  /** Resolves when every cache holds its first list, or when `signal` aborts. */
  async synced(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.states.every(({ synced }) => synced)) {
      await sleep(this.#options.clock, syncCheckMs, signal);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#watches.map(({ reflector }) => reflector.stop()));
  }
}
