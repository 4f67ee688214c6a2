import type { Backoff } from './backoff.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { sleep } from './clock.ts';
import { ApiError, ConnectionError } from './errors.ts';
import type { KubeObject } from './kube-object.ts';
import { withoutManagedFields } from './kube-object.ts';
import { listPages } from './list-pages.ts';
import { compareVersions } from './resource-version.ts';
import type { Resource } from './resource.ts';
import { resourcePath } from './resource.ts';
import { SilenceGuard } from './silence-guard.ts';
import type { Store } from './store.ts';
import { allNamespaces } from './store.ts';
import type { Transport } from './transport.ts';
import { BrokenWatchError, linesOf, parseWatchLine } from './watch-stream.ts';

export interface ReflectorOptions<T extends KubeObject> {
  readonly transport: Transport;
  readonly resource: Resource;
  /** Absent means all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Such as `metadata.name=nightly`, which also suits rights to that one object. */
  readonly fieldSelector?: string;
  readonly store: Store<T>;
  /** Reduces an object to what is worth keeping; managedFields are gone already. */
  readonly transform?: (object: T) => T;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told what went wrong; the reflector goes on by itself. */
  readonly onProblem?: (problem: ReflectorProblem) => void;
  readonly timings?: Partial<ReflectorTimings>;
}

export interface ReflectorProblem {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly error: unknown;
  readonly retryInMs: number;
  /** True when the next step is a new list. */
  readonly relist: boolean;
}

export interface ReflectorTimings {
  /** The server is asked to end each watch after this; an idle watch then shows a sign of life. */
  readonly serverTimeoutSeconds: number;
  /** A watch silent for longer is taken for half open. Above the server's timeout. */
  readonly inactivityMs: number;
  readonly backoff: Backoff;
}

const defaultTimings: ReflectorTimings = {
  serverTimeoutSeconds: 40,
  inactivityMs: 50_000,
  backoff: { baseMs: 200, capMs: 15_000 },
};

/** A watch that lived this long was healthy, whatever ended it. */
const healthyAfterMs = 1_000;

/** A list older than the last one comes from a lagging server, unless it keeps coming. */
const maxStaleLists = 3;

/** StaleListError says that the server listed a state older than one it had shown before. */
export class StaleListError extends Error {
  override readonly name = 'StaleListError';
}

type FailureKind = 'unreachable' | 'answered';

/**
 * Reflector keeps a store equal to one collection of the API server: it lists with a quorum read,
 * then watches from there, and lists again whenever a change might have been missed.
 */
export class Reflector<T extends KubeObject> {
  readonly #options: ReflectorOptions<T>;
  readonly #timings: ReflectorTimings;
  readonly #scope: string;
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;
  #position: string | undefined;
  /**
   * In a row, each kind by itself: a server that answers at last is there again, and what it asks for, such as a
   * new list, must not wait as long as it was away.
   */
  readonly #failures = new Map<FailureKind, number>();
  #staleLists = 0;
  #synced = false;
  #lastContactMs: number;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#timings = { ...defaultTimings, ...options.timings };
    this.#scope = options.namespace ?? allNamespaces;
    this.#lastContactMs = options.clock.monotonicMs();
  }

  /** True once the first list is in the store. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Milliseconds since the server last sent anything. */
  get silentMs(): number {
    return this.#options.clock.monotonicMs() - this.#lastContactMs;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped()) {
      const startedMs = this.#options.clock.monotonicMs();
      try {
        this.#position ??= await this.#list();
        await this.#watch(this.#position);
        await this.#pause(startedMs);
      } catch (error) {
        if (!this.#stopped()) await this.#recover(error, startedMs);
      }
    }
  }

  /** A server that ends watches at once would otherwise be asked in a tight loop. */
  async #pause(startedMs: number): Promise<void> {
    if (this.#lived(startedMs)) this.#failures.clear();
    else await this.#sleep(this.#nextDelayMs('answered'));
  }

  async #recover(error: unknown, startedMs: number): Promise<void> {
    const relist = needsList(error);
    if (relist) this.#position = undefined;
    if (this.#lived(startedMs)) this.#failures.clear();
    const told = error instanceof ApiError ? error.retryAfterMs : undefined;
    const kind = error instanceof ConnectionError ? 'unreachable' : 'answered';
    const retryInMs = told ?? this.#nextDelayMs(kind);
    const { resource, namespace, onProblem } = this.#options;
    onProblem?.({ resource, namespace, error, retryInMs, relist });
    await this.#sleep(retryInMs);
  }

  async #list(): Promise<string> {
    const { transport, resource, namespace, labelSelector, fieldSelector, store } = this.#options;
    const listed = await listPages<T>(transport, {
      path: resourcePath(resource, { namespace }),
      kind: resource.kind,
      labelSelector,
      fieldSelector,
      signal: this.#stop.signal,
    });
    this.#lastContactMs = this.#options.clock.monotonicMs();
    this.#refuseStale(listed.version);
    store.replace(
      this.#scope,
      listed.items.map((item) => this.#reduce(item)),
      listed.version,
    );
    this.#synced = true;
    return listed.version;
  }

  /** After a restore from a backup versions really are older; that shows by their staying so. */
  #refuseStale(version: string): void {
    const seen = this.#options.store.position(this.#scope);
    const stale = seen !== undefined && compareVersions(version, seen) < 0;
    this.#staleLists = stale ? this.#staleLists + 1 : 0;
    if (stale && this.#staleLists <= maxStaleLists) {
      throw new StaleListError(`list at version ${version} is older than ${seen}`);
    }
  }

  async #watch(version: string): Promise<void> {
    const { transport, resource, namespace, labelSelector, fieldSelector } = this.#options;
    const silence = new SilenceGuard(this.#options.clock, this.#timings.inactivityMs);
    try {
      const stream = await transport.open({
        method: 'GET',
        path: resourcePath(resource, { namespace }),
        query: {
          watch: 'true',
          allowWatchBookmarks: 'true',
          resourceVersion: version,
          timeoutSeconds: String(this.#timings.serverTimeoutSeconds),
          labelSelector,
          fieldSelector,
        },
        signal: AbortSignal.any([this.#stop.signal, silence.signal]),
      });
      if (stream.status !== 200) {
        throw new ApiError(`watch ${resource.plural}: status ${stream.status}`, {
          status: stream.status,
          reason: 'WatchRefused',
          retryAfterMs: stream.retryAfterMs,
        });
      }
      for await (const line of linesOf(this.#observed(stream.chunks, silence))) this.#take(line);
    } finally {
      silence.end();
    }
  }

  async *#observed(
    chunks: AsyncIterable<Uint8Array>,
    silence: SilenceGuard,
  ): AsyncGenerator<Uint8Array> {
    this.#contact(silence);
    try {
      for await (const chunk of chunks) {
        this.#contact(silence);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof BrokenWatchError) throw error;
      throw new ConnectionError('watch was cut', { cause: error });
    }
  }

  #contact(silence: SilenceGuard): void {
    this.#lastContactMs = this.#options.clock.monotonicMs();
    silence.reset();
  }

  #take(line: string): void {
    const event = parseWatchLine(line);
    const object = event.object as T;
    if (event.type === 'BOOKMARK') {
      this.#options.store.bookmark(this.#scope, object.metadata?.resourceVersion);
    } else {
      this.#options.store.apply(this.#scope, event.type, this.#reduce(object));
    }
    this.#position = this.#options.store.position(this.#scope);
  }

  #reduce(object: T): T {
    const slim = withoutManagedFields(object);
    return this.#options.transform?.(slim) ?? slim;
  }

  #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #lived(startedMs: number): boolean {
    return this.#options.clock.monotonicMs() - startedMs >= healthyAfterMs;
  }

  #nextDelayMs(kind: FailureKind): number {
    const failures = this.#failures.get(kind) ?? 0;
    this.#failures.set(kind, failures + 1);
    return backoffMs(this.#timings.backoff, failures, this.#options.random());
  }

  async #sleep(ms: number): Promise<void> {
    await sleep(this.#options.clock, ms, this.#stop.signal);
  }
}

/** Lost connections and a busy server lose no place in the stream; anything else might. */
function needsList(error: unknown): boolean {
  if (error instanceof ConnectionError) return false;
  return !(error instanceof ApiError && (error.status === 429 || error.status >= 500));
}
