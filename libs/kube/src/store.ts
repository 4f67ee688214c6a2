import type { KubeObject, ObjectRef } from './kube-object.ts';
import { keyOf, refOfObject } from './kube-object.ts';
import { compareVersions } from './resource-version.ts';

/** StoreChange is what happened to one object, by uid: a re-created one is deleted, then added. */
export type StoreChange<T> =
  | { readonly type: 'Added'; readonly object: T }
  | { readonly type: 'Updated'; readonly object: T; readonly previous: T }
  | { readonly type: 'Deleted'; readonly object: T };

export type StoreListener<T> = (change: StoreChange<T>) => void;

export interface StoreOptions<T> {
  /** Index name to the values under which an object is found. */
  readonly indexes?: Readonly<Record<string, (object: T) => readonly string[]>>;
  /** Freezes objects, so that a test catches whoever changes a shared one. */
  readonly freeze?: boolean;
  /** Told when a listener throws; the store goes on. */
  readonly onListenerError?: (error: unknown) => void;
}

interface Index<T> {
  readonly valuesOf: (object: T) => readonly string[];
  readonly keysByValue: Map<string, Set<string>>;
}

/** Scope of a store's content that one reflector feeds: a namespace, or all of them. */
export const allNamespaces = '';

/**
 * Store is the cache of one resource. It never goes back: an object is replaced by a newer
 * version of the same uid, or by another uid, but not by an older version.
 */
export class Store<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();
  readonly #positions = new Map<string, string>();
  readonly #listeners: StoreListener<T>[] = [];
  readonly #options: StoreOptions<T>;

  constructor(options: StoreOptions<T> = {}) {
    this.#options = options;
    for (const [name, valuesOf] of Object.entries(options.indexes ?? {})) {
      this.#indexes.set(name, { valuesOf, keysByValue: new Map() });
    }
  }

  get size(): number {
    return this.#objects.size;
  }

  get(ref: ObjectRef): T | undefined {
    return this.#objects.get(keyOf(ref));
  }

  /** All objects, in no particular order. */
  all(): readonly T[] {
    return [...this.#objects.values()];
  }

  /** Objects that the index files under `value`. */
  find(index: string, value: string): readonly T[] {
    const keys = this.#indexes.get(index)?.keysByValue.get(value) ?? [];
    return [...keys].flatMap((key) => this.#objects.get(key) ?? []);
  }

  /** Calls back after each change, in order. */
  subscribe(listener: StoreListener<T>): void {
    this.#listeners.push(listener);
  }

  /** Whether everything up to `version` in the namespace was seen. */
  reached(namespace: string, version: string): boolean {
    const position = this.#positions.get(namespace) ?? this.#positions.get(allNamespaces);
    return position !== undefined && compareVersions(position, version) >= 0;
  }

  /** The version up to which the scope was seen. */
  position(scope: string): string | undefined {
    return this.#positions.get(scope);
  }

  /** Takes a whole list as the truth about the scope. */
  replace(scope: string, objects: readonly T[], version: string): void {
    const listed = new Set(objects.map((object) => keyOf(refOfObject(object))));
    for (const [key, object] of this.#objects) {
      const inScope = scope === allNamespaces || object.metadata?.namespace === scope;
      if (inScope && !listed.has(key)) this.#remove(key, object);
    }
    for (const object of objects) {
      const previous = this.get(refOfObject(object));
      if (previous === undefined || !sameVersion(previous, object)) this.#put(object);
    }
    this.#positions.set(scope, version);
  }

  /** Takes one event of a watch. Events that are older than what is stored change nothing. */
  apply(scope: string, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void {
    const key = keyOf(refOfObject(object));
    const stored = this.#objects.get(key);
    if (stored === undefined || !isOlder(object, stored)) {
      if (type !== 'DELETED') this.#put(object);
      else if (stored !== undefined) this.#remove(key, object);
    }
    this.bookmark(scope, object.metadata?.resourceVersion);
  }

  /** Notes how far the scope was seen, although nothing changed. */
  bookmark(scope: string, version: string | undefined): void {
    const position = this.#positions.get(scope);
    if (version === undefined) return;
    if (position !== undefined && compareVersions(position, version) >= 0) return;
    this.#positions.set(scope, version);
  }

  #put(object: T): void {
    const key = keyOf(refOfObject(object));
    let previous = this.#objects.get(key);
    if (previous !== undefined && previous.metadata?.uid !== object.metadata?.uid) {
      this.#remove(key, previous);
      previous = undefined;
    }
    if (this.#options.freeze === true) deepFreeze(object);
    if (previous !== undefined) this.#unindex(key, previous);
    this.#objects.set(key, object);
    this.#index(key, object);
    this.#emit(
      previous === undefined ? { type: 'Added', object } : { type: 'Updated', object, previous },
    );
  }

  #remove(key: string, last: T): void {
    const stored = this.#objects.get(key);
    if (stored !== undefined) this.#unindex(key, stored);
    this.#objects.delete(key);
    this.#emit({ type: 'Deleted', object: last });
  }

  #index(key: string, object: T): void {
    for (const { valuesOf, keysByValue } of this.#indexes.values()) {
      for (const value of valuesOf(object)) {
        const keys = keysByValue.get(value) ?? new Set();
        keysByValue.set(value, keys.add(key));
      }
    }
  }

  #unindex(key: string, object: T): void {
    for (const { valuesOf, keysByValue } of this.#indexes.values()) {
      for (const value of valuesOf(object)) {
        const keys = keysByValue.get(value);
        keys?.delete(key);
        if (keys?.size === 0) keysByValue.delete(value);
      }
    }
  }

  #emit(change: StoreChange<T>): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#options.onListenerError?.(error);
      }
    }
  }
}

function versionOf(object: KubeObject): string {
  return object.metadata?.resourceVersion ?? '';
}

function sameVersion(left: KubeObject, right: KubeObject): boolean {
  return left.metadata?.uid === right.metadata?.uid && versionOf(left) === versionOf(right);
}

function isOlder(object: KubeObject, stored: KubeObject): boolean {
  return compareVersions(versionOf(object), versionOf(stored)) < 0;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
}
