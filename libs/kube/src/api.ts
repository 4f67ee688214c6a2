import type { KubeObject, ObjectRef } from './kube-object.ts';
import type { Resource } from './resource.ts';

/**
 * Api is the API server as the operator uses it: every read is live, every write names what it
 * must not overwrite. What a retry cannot change is a result; everything else rejects with an
 * ApiError or a ConnectionError (see classify).
 */
export interface Api {
  /** Resolves to undefined when there is no such object. */
  get<T extends KubeObject>(resource: Resource, ref: ObjectRef): Promise<T | undefined>;
  list<T extends KubeObject>(resource: Resource, query: ListQuery): Promise<readonly T[]>;
  create<T extends KubeObject>(resource: Resource, object: T): Promise<CreateResult<T>>;
  /** Replaces the object. Its resourceVersion must be the one that was read. */
  replace<T extends KubeObject>(resource: Resource, object: T): Promise<WriteResult<T>>;
  /** Replaces the status subresource. Its resourceVersion must be the one that was read. */
  replaceStatus<T extends KubeObject>(resource: Resource, object: T): Promise<WriteResult<T>>;
  /** Sets annotations, leaving everything else as it is. */
  annotate<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    annotations: Readonly<Record<string, string>>,
  ): Promise<WriteResult<T>>;
  /**
   * Merges `change` into the object, as `kubectl patch --type=merge` does. A uid in its metadata is a
   * precondition.
   */
  merge<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    change: object,
  ): Promise<WriteResult<T>>;
  delete(resource: Resource, ref: ObjectRef, condition: DeleteCondition): Promise<DeleteResult>;
  /** Takes one finalizer off `object`, which must still be of the same uid. */
  removeFinalizer<T extends KubeObject>(
    resource: Resource,
    object: T,
    finalizer: string,
  ): Promise<WriteResult<T>>;
}

export interface ListQuery {
  /** Absent means all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export type CreateResult<T> =
  { readonly kind: 'Stored'; readonly object: T } | { readonly kind: 'AlreadyExists' };

export type WriteResult<T> =
  | { readonly kind: 'Stored'; readonly object: T }
  /** Somebody changed the object in between: read again. */
  | { readonly kind: 'Conflict' }
  | { readonly kind: 'NotFound' };

export interface DeleteCondition {
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** Foreground removes dependents first; Background afterwards. */
  readonly propagation: 'Foreground' | 'Background';
  /** Of a pod, in place of its own. */
  readonly gracePeriodSeconds?: number;
}

export type DeleteResult =
  /** Deleted, or marked for deletion when finalizers hold it. */
  { readonly kind: 'Deleted' } | { readonly kind: 'Conflict' } | { readonly kind: 'NotFound' };
