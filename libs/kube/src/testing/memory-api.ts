import type {
  Api,
  CreateResult,
  DeleteCondition,
  DeleteResult,
  ListQuery,
  WriteResult,
} from '../api.ts';
import type { KubeObject, ObjectRef } from '../kube-object.ts';
import { refOfObject } from '../kube-object.ts';
import type { Resource } from '../resource.ts';

/** Fault is called before a request takes effect; what it throws is the answer. */
export type Fault = (request: MemoryRequest) => void;

export interface MemoryRequest {
  readonly verb:
    'get' | 'list' | 'create' | 'replace' | 'annotate' | 'merge' | 'delete' | 'removeFinalizer';
  readonly resource: Resource;
  readonly name: string;
  /** What was sent, where an object was. */
  readonly object?: KubeObject;
}

/**
 * MemoryApi behaves like the API server in what the operator relies on: versions, uids,
 * preconditions, finalizers, and answers that are results.
 */
export class MemoryApi implements Api {
  readonly #objects = new Map<string, KubeObject>();
  /** Every request, in order. */
  readonly requests: MemoryRequest[] = [];
  fault: Fault = () => undefined;
  /** Awaited before a request takes effect, for what happens while it is under way. */
  delay: (request: MemoryRequest) => Promise<void> = async () => Promise.resolve();
  #version = 0;
  #uids = 0;

  /** The stored objects of a resource. */
  stored(resource: Resource): readonly KubeObject[] {
    const prefix = `${resource.plural}/`;
    return [...this.#objects].filter(([key]) => key.startsWith(prefix)).map(([, object]) => object);
  }

  /** Requests that change something, as `verb plural/name`. */
  get writes(): readonly string[] {
    return this.requests
      .filter(({ verb }) => verb !== 'get' && verb !== 'list')
      .map(({ verb, resource, name }) => `${verb} ${resource.plural}/${name}`);
  }

  /** Stores an object as somebody else would, with a new version, and returns it. */
  put<T extends KubeObject>(resource: Resource, object: T): T {
    const stored = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: object.metadata?.uid ?? `uid-${++this.#uids}`,
        resourceVersion: String(++this.#version),
      },
    };
    this.#objects.set(keyIn(resource, refOfObject(object)), stored);
    return stored;
  }

  async get<T extends KubeObject>(resource: Resource, ref: ObjectRef): Promise<T | undefined> {
    await this.#request({ verb: 'get', resource, name: ref.name });
    return this.#objects.get(keyIn(resource, ref)) as T | undefined;
  }

  async list<T extends KubeObject>(resource: Resource, query: ListQuery): Promise<readonly T[]> {
    await this.#request({ verb: 'list', resource, name: '' });
    const found = this.stored(resource).filter(
      (object) =>
        (query.namespace === undefined || object.metadata?.namespace === query.namespace) &&
        hasLabels(object, query.labelSelector),
    );
    return found.map((object) => object as T);
  }

  async create<T extends KubeObject>(resource: Resource, object: T): Promise<CreateResult<T>> {
    const ref = refOfObject(object);
    await this.#request({ verb: 'create', resource, name: ref.name, object });
    if (this.#objects.has(keyIn(resource, ref))) return { kind: 'AlreadyExists' };
    return { kind: 'Stored', object: this.put(resource, object) };
  }

  async replace<T extends KubeObject>(resource: Resource, object: T): Promise<WriteResult<T>> {
    const ref = refOfObject(object);
    await this.#request({ verb: 'replace', resource, name: ref.name, object });
    const stored = this.#objects.get(keyIn(resource, ref));
    if (stored === undefined) return { kind: 'NotFound' };
    if (stored.metadata?.resourceVersion !== object.metadata?.resourceVersion) {
      return { kind: 'Conflict' };
    }
    // As the API server does: what changes nothing makes no new version.
    if (JSON.stringify(stored) === JSON.stringify(object)) return { kind: 'Stored', object };
    return { kind: 'Stored', object: this.put(resource, object) };
  }

  async replaceStatus<T extends KubeObject>(
    resource: Resource,
    object: T,
  ): Promise<WriteResult<T>> {
    return this.replace(resource, object);
  }

  async annotate<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    annotations: Readonly<Record<string, string>>,
  ): Promise<WriteResult<T>> {
    await this.#request({ verb: 'annotate', resource, name: ref.name });
    const stored = this.#objects.get(keyIn(resource, ref)) as T | undefined;
    if (stored === undefined) return { kind: 'NotFound' };
    const metadata = {
      ...stored.metadata,
      annotations: { ...stored.metadata?.annotations, ...annotations },
    };
    return { kind: 'Stored', object: this.put(resource, { ...stored, metadata }) };
  }

  /** Understands changes of the spec, which is all that anybody merges here. */
  async merge<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    change: { readonly metadata?: { readonly uid?: string }; readonly spec?: object },
  ): Promise<WriteResult<T>> {
    await this.#request({ verb: 'merge', resource, name: ref.name, object: change });
    const stored = this.#objects.get(keyIn(resource, ref)) as (T & { spec?: object }) | undefined;
    if (stored === undefined) return { kind: 'NotFound' };
    const { uid = stored.metadata?.uid } = change.metadata ?? {};
    if (uid !== stored.metadata?.uid) return { kind: 'Conflict' };
    const spec = { ...stored.spec, ...change.spec };
    return { kind: 'Stored', object: this.put(resource, { ...stored, spec }) };
  }

  async delete(
    resource: Resource,
    ref: ObjectRef,
    condition: DeleteCondition,
  ): Promise<DeleteResult> {
    await this.#request({ verb: 'delete', resource, name: ref.name });
    const stored = this.#objects.get(keyIn(resource, ref));
    if (stored === undefined) return { kind: 'NotFound' };
    const { uid, resourceVersion } = stored.metadata ?? {};
    const wrong =
      (condition.uid !== undefined && condition.uid !== uid) ||
      (condition.resourceVersion !== undefined && condition.resourceVersion !== resourceVersion);
    if (wrong) return { kind: 'Conflict' };
    if ((stored.metadata?.finalizers ?? []).length === 0) {
      this.#objects.delete(keyIn(resource, ref));
    } else {
      const deletionTimestamp = '2026-06-01T00:00:00Z';
      this.put(resource, { ...stored, metadata: { ...stored.metadata, deletionTimestamp } });
    }
    return { kind: 'Deleted' };
  }

  async removeFinalizer<T extends KubeObject>(
    resource: Resource,
    object: T,
    finalizer: string,
  ): Promise<WriteResult<T>> {
    const ref = refOfObject(object);
    await this.#request({ verb: 'removeFinalizer', resource, name: ref.name });
    const stored = this.#objects.get(keyIn(resource, ref)) as T | undefined;
    if (stored === undefined) return { kind: 'NotFound' };
    if (stored.metadata?.uid !== object.metadata?.uid) return { kind: 'Conflict' };
    const finalizers = (stored.metadata?.finalizers ?? []).filter((one) => one !== finalizer);
    const changed = { ...stored, metadata: { ...stored.metadata, finalizers } };
    if (finalizers.length === 0 && stored.metadata?.deletionTimestamp !== undefined) {
      this.#objects.delete(keyIn(resource, ref));
      return { kind: 'Stored', object: changed };
    }
    return { kind: 'Stored', object: this.put(resource, changed) };
  }

  async #request(request: MemoryRequest): Promise<void> {
    this.requests.push(request);
    await this.delay(request);
    this.fault(request);
  }
}

function keyIn(resource: Resource, ref: ObjectRef): string {
  return `${resource.plural}/${ref.namespace}/${ref.name}`;
}

/** Understands selectors of the forms `key` and `key=value`. */
function hasLabels(object: KubeObject, selector: string | undefined): boolean {
  const [key = '', value] = (selector ?? '').split('=');
  if (key === '') return true;
  const label = object.metadata?.labels?.[key];
  return value === undefined ? label !== undefined : label === value;
}
