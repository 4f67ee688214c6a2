import type { ObjectMeta, OwnerReference } from '@gho-platform/api';

/**
 * KubeObject is what every stored object has, as it travels: JSON, so times are RFC 3339 strings.
 */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: KubeMetadata;
}

/** KubeMetadata adds what the adapter drops before anybody else sees an object. */
export interface KubeMetadata extends ObjectMeta {
  managedFields?: readonly unknown[];
}

/** ObjectRef names one object of a namespace. */
export interface ObjectRef {
  readonly namespace: string;
  readonly name: string;
}

/** The owner that controls the object; at most one does. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((owner) => owner.controller === true);
}

/** `namespace/name`, the key of stores and queues. */
export function keyOf(ref: ObjectRef): string {
  return `${ref.namespace}/${ref.name}`;
}

/** Reads a key that keyOf wrote. */
export function refOf(key: string): ObjectRef {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The namespace and name of a stored object. */
export function refOfObject(object: KubeObject): ObjectRef {
  return { namespace: object.metadata?.namespace ?? '', name: object.metadata?.name ?? '' };
}

/** A copy without managedFields, which can outweigh the rest of an object and decide nothing. */
export function withoutManagedFields<T extends KubeObject>(object: T): T {
  if (object.metadata?.managedFields === undefined) return object;
  const metadata: KubeMetadata = { ...object.metadata };
  delete metadata.managedFields;
  return { ...object, metadata };
}
