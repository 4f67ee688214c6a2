import type { Clock } from './clock.ts';
import type { KubeObject } from './kube-object.ts';
import { compareVersions } from './resource-version.ts';

/** Sees how far a cache came; a Store is one. */
export interface Progress {
  reached(namespace: string, version: string): boolean;
}

interface Write {
  readonly progress: Progress;
  readonly namespace: string;
  readonly version: string;
  readonly atMs: number;
}

/**
 * A cache that is still behind after this time will not catch up: the cluster was restored from a
 * backup and counts from an older version. Live reads before each change protect meanwhile.
 */
const maxAgeMs = 60_000;

/**
 * OwnWrites remembers, for each key, the newest version that this process itself wrote through to
 * each cache. Until the caches came that far, they show a past that must not be acted on.
 */
export class OwnWrites {
  readonly #writes = new Map<string, Write[]>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes what the API server answered to a write on behalf of `key`. */
  record(key: string, progress: Progress, written: KubeObject): void {
    const version = written.metadata?.resourceVersion;
    if (version === undefined) return;
    const namespace = written.metadata?.namespace ?? '';
    const writes = this.#writes.get(key) ?? [];
    const same = writes.find((write) => write.progress === progress);
    if (same !== undefined && compareVersions(same.version, version) >= 0) return;
    const others = writes.filter((write) => write !== same);
    this.#writes.set(key, [
      ...others,
      { progress, namespace, version, atMs: this.#clock.monotonicMs() },
    ]);
  }

  /** Whether a cache has yet to reach this process's own last write for `key`. */
  isAhead(key: string): boolean {
    const writes = this.#writes.get(key) ?? [];
    const oldestMs = this.#clock.monotonicMs() - maxAgeMs;
    const open = writes.filter(
      ({ progress, namespace, version, atMs }) =>
        atMs > oldestMs && !progress.reached(namespace, version),
    );
    if (open.length === 0) this.#writes.delete(key);
    else this.#writes.set(key, open);
    return open.length > 0;
  }

  /** Forgets a key whose object is gone. */
  forget(key: string): void {
    this.#writes.delete(key);
  }
}
