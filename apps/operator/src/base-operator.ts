import type { ResourceEvent, ResourceMeta } from '@dot-i/k8s-operator';
import dotI from '@dot-i/k8s-operator';
import type { KubeObject, Resource, StoreChange } from '@gho-platform/kube';
import { apiVersionOf } from '@gho-platform/kube';
import type { Logger } from 'pino';

export type { ResourceEvent };

/** What the base class's watchResource is called with. */
export type WatchArguments = [
  group: string,
  version: string,
  plural: string,
  onEvent: (event: ResourceEvent) => Promise<void>,
  namespace?: string,
];

/**
 * BaseOperator is the base class of @dot-i/k8s-operator without its unsafe parts. Its 1.3.9 exits
 * the process on any watch error, works through all events in one line, misses deletions while
 * disconnected, and swallows failed writes of status and finalizers. What stays is its life cycle
 * (init, start, stop), its kubeconfig and the shape of its watch registration.
 */
export abstract class BaseOperator extends dotI.default {
  constructor(logger: Logger) {
    super({
      debug: (message) => {
        logger.debug({ detail: message }, 'Base operator reported');
      },
      info: (message) => {
        logger.info({ detail: message }, 'Base operator reported');
      },
      warn: (message) => {
        logger.warn({ detail: message }, 'Base operator reported');
      },
      error: (message) => {
        logger.error({ detail: message }, 'Base operator reported');
      },
    });
  }

  /** Registers a watch that recovers by itself. */
  protected abstract override watchResource(...watch: WatchArguments): Promise<void>;

  /** The chart installs the CRDs: the operator has no rights on them. */
  protected override registerCustomResourceDefinition(): Promise<never> {
    return refuse('registerCustomResourceDefinition');
  }

  protected override setResourceStatus(): Promise<never> {
    return refuse('setResourceStatus');
  }

  protected override patchResourceStatus(): Promise<never> {
    return refuse('patchResourceStatus');
  }

  protected override setResourceFinalizers(): Promise<never> {
    return refuse('setResourceFinalizers');
  }

  protected override handleResourceFinalizer(): Promise<never> {
    return refuse('handleResourceFinalizer');
  }
}

/** A change of a cache in the form in which the base class tells events. */
export function resourceEventOf(
  resource: Resource,
  { type, object }: StoreChange<KubeObject>,
): ResourceEvent {
  const { name = '', namespace, resourceVersion = '' } = object.metadata ?? {};
  const apiVersion = apiVersionOf(resource);
  const meta: ResourceMeta = {
    id: `${resource.plural}.${apiVersion}`,
    name,
    resourceVersion,
    apiVersion,
    kind: resource.kind,
    ...(namespace === undefined ? {} : { namespace }),
  };
  // The types differ in times only: see asJob in resources.ts.
  const untyped: unknown = object;
  return { meta, type: eventTypes[type], object: untyped as ResourceEvent['object'] };
}

const eventTypes = {
  Added: dotI.ResourceEventType.Added,
  Updated: dotI.ResourceEventType.Modified,
  Deleted: dotI.ResourceEventType.Deleted,
} as const;

async function refuse(method: string): Promise<never> {
  await Promise.resolve();
  throw new Error(`call ${method}: closed, use the Api of libs/kube`);
}
