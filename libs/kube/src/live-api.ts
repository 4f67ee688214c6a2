import { apiErrorOf } from './api-error-of.ts';
import type {
  Api,
  CreateResult,
  DeleteCondition,
  DeleteResult,
  ListQuery,
  WriteResult,
} from './api.ts';
import { ApiError } from './errors.ts';
import type { KubeObject, ObjectRef } from './kube-object.ts';
import { keyOf, refOfObject, withoutManagedFields } from './kube-object.ts';
import { listPages } from './list-pages.ts';
import type { Resource } from './resource.ts';
import { resourcePath } from './resource.ts';
import type { ApiRequest, ApiResponse, Transport } from './transport.ts';

export interface LiveApiOptions {
  /**
   * Called right before each write; throws to stop it. Leader election hooks in here, so that a
   * process which slept through its lease does not write when it wakes.
   */
  readonly beforeWrite?: () => void;
  /** Shorter than the transport's own limit where a late answer is of no use. */
  readonly timeoutMs?: number;
  /** Writes are checked by the API server, with all of admission, and not stored. */
  readonly dryRun?: boolean;
}

/** LiveApi is the Api over a transport. */
export class LiveApi implements Api {
  readonly #transport: Transport;
  readonly #options: LiveApiOptions;

  constructor(transport: Transport, options: LiveApiOptions = {}) {
    this.#transport = transport;
    this.#options = options;
  }

  async get<T extends KubeObject>(resource: Resource, ref: ObjectRef): Promise<T | undefined> {
    const answer = await this.#send({ method: 'GET', path: resourcePath(resource, ref) });
    if (answer.status === 404) return undefined;
    return objectOf(`get ${named(resource, ref)}`, answer) as T;
  }

  async list<T extends KubeObject>(resource: Resource, query: ListQuery): Promise<readonly T[]> {
    const { items } = await listPages<T>(this.#transport, {
      path: resourcePath(resource, { namespace: query.namespace }),
      kind: resource.kind,
      labelSelector: query.labelSelector,
      fieldSelector: query.fieldSelector,
    });
    return items.map((item) => withoutManagedFields(item));
  }

  async create<T extends KubeObject>(resource: Resource, object: T): Promise<CreateResult<T>> {
    const ref = refOfObject(object);
    const answer = await this.#write({
      method: 'POST',
      path: resourcePath(resource, { namespace: ref.namespace }),
      body: object,
    });
    if (answer.status === 409 && reasonOf(answer) === 'AlreadyExists') {
      return { kind: 'AlreadyExists' };
    }
    return { kind: 'Stored', object: objectOf(`create ${named(resource, ref)}`, answer) as T };
  }

  async replace<T extends KubeObject>(resource: Resource, object: T): Promise<WriteResult<T>> {
    return this.#put(resource, object);
  }

  async replaceStatus<T extends KubeObject>(
    resource: Resource,
    object: T,
  ): Promise<WriteResult<T>> {
    return this.#put(resource, object, 'status');
  }

  async annotate<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    annotations: Readonly<Record<string, string>>,
  ): Promise<WriteResult<T>> {
    return this.#merge<T>(`annotate ${named(resource, ref)}`, resourcePath(resource, ref), {
      metadata: { annotations },
    });
  }

  async merge<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    change: object,
  ): Promise<WriteResult<T>> {
    const attempt = `patch ${named(resource, ref)}`;
    try {
      return await this.#merge<T>(attempt, resourcePath(resource, ref), change);
    } catch (error) {
      // The uid of another object is refused as if it were to be changed.
      const { uid } = (change as KubeObject).metadata ?? {};
      if (uid === undefined || !(error instanceof ApiError) || error.status !== 422) throw error;
      const now = await this.get(resource, ref);
      if (now?.metadata?.uid === uid) throw error;
      return { kind: 'Conflict' };
    }
  }

  async delete(
    resource: Resource,
    ref: ObjectRef,
    condition: DeleteCondition,
  ): Promise<DeleteResult> {
    const { propagation, gracePeriodSeconds, ...preconditions } = condition;
    const answer = await this.#write({
      method: 'DELETE',
      path: resourcePath(resource, ref),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: propagation,
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
        preconditions,
      },
    });
    if (answer.status === 404) return { kind: 'NotFound' };
    if (answer.status === 409) return { kind: 'Conflict' };
    if (!isSuccess(answer)) throw apiErrorOf(`delete ${named(resource, ref)}`, answer);
    return { kind: 'Deleted' };
  }

  async removeFinalizer<T extends KubeObject>(
    resource: Resource,
    object: T,
    finalizer: string,
  ): Promise<WriteResult<T>> {
    const ref = refOfObject(object);
    const index = placeOf(object, finalizer);
    if (index < 0) return { kind: 'Stored', object };
    const path = `/metadata/finalizers/${index}`;
    const answer = await this.#write({
      method: 'PATCH',
      path: resourcePath(resource, ref),
      contentType: 'application/json-patch+json',
      // Finalizers have no keys, only places: the tests make sure that it is still this one.
      body: [
        { op: 'test', path: '/metadata/uid', value: object.metadata?.uid },
        { op: 'test', path, value: finalizer },
        { op: 'remove', path },
      ],
    });
    // A failed test of a JSON patch is answered with 422, and so is what a policy refuses.
    if (answer.status === 422 && (await this.#hasMoved(resource, object, finalizer))) {
      return { kind: 'Conflict' };
    }
    return writeResult<T>(`remove finalizer of ${named(resource, ref)}`, answer);
  }

  /** Whether the finalizer is no longer where `object`, as it was read, has it. */
  async #hasMoved(resource: Resource, object: KubeObject, finalizer: string): Promise<boolean> {
    const now = await this.get(resource, refOfObject(object));
    return (
      now?.metadata?.uid !== object.metadata?.uid ||
      placeOf(now, finalizer) !== placeOf(object, finalizer)
    );
  }

  async #put<T extends KubeObject>(
    resource: Resource,
    object: T,
    subresource?: string,
  ): Promise<WriteResult<T>> {
    const ref = refOfObject(object);
    const answer = await this.#write({
      method: 'PUT',
      path: resourcePath(resource, { ...ref, subresource }),
      body: object,
    });
    const part = subresource === undefined ? '' : `${subresource} of `;
    return writeResult<T>(`replace ${part}${named(resource, ref)}`, answer);
  }

  async #merge<T extends KubeObject>(
    attempt: string,
    path: string,
    body: object,
  ): Promise<WriteResult<T>> {
    const contentType = 'application/merge-patch+json';
    return writeResult<T>(attempt, await this.#write({ method: 'PATCH', path, contentType, body }));
  }

  async #write(request: ApiRequest): Promise<ApiResponse> {
    this.#options.beforeWrite?.();
    return this.#send(
      this.#options.dryRun === true ? { ...request, query: { dryRun: 'All' } } : request,
    );
  }

  async #send(request: ApiRequest): Promise<ApiResponse> {
    const { timeoutMs } = this.#options;
    return this.#transport.send(timeoutMs === undefined ? request : { ...request, timeoutMs });
  }
}

function named(resource: Resource, ref: ObjectRef): string {
  return `${resource.kind} ${keyOf(ref)}`;
}

/** Place of a finalizer in the list of the object's; negative when it is not there. */
function placeOf(object: KubeObject | undefined, finalizer: string): number {
  return object?.metadata?.finalizers?.indexOf(finalizer) ?? -1;
}

function isSuccess(answer: ApiResponse): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function reasonOf(answer: ApiResponse): unknown {
  return (answer.body as { reason?: unknown } | undefined)?.reason;
}

function objectOf(attempt: string, answer: ApiResponse): KubeObject {
  if (!isSuccess(answer)) throw apiErrorOf(attempt, answer);
  return withoutManagedFields(answer.body as KubeObject);
}

function writeResult<T extends KubeObject>(attempt: string, answer: ApiResponse): WriteResult<T> {
  if (answer.status === 404) return { kind: 'NotFound' };
  if (answer.status === 409) return { kind: 'Conflict' };
  return { kind: 'Stored', object: objectOf(attempt, answer) as T };
}
