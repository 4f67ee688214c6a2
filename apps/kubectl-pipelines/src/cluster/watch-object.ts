import type { StoredObjectMeta } from '@gho-platform/api';
import type { KubeObject, ReflectorProblem, Resource } from '@gho-platform/kube';
import { ApiError, Reflector, Store, systemClock } from '@gho-platform/kube';
import { exits } from '../cli/exit-codes.ts';
import { Failure } from '../cli/failure.ts';
import type { Cluster } from './cluster.ts';

/** Stored is an object that came from the API server. */
export interface Stored extends KubeObject {
  readonly metadata: StoredObjectMeta;
}

export interface ObjectWatch<T extends Stored> {
  readonly resource: Resource;
  /** Called with the object as it is, then with each change. */
  readonly onChange?: (object: T) => void;
  /** Told once for each time that the connection is lost. */
  readonly onLost?: (message: string) => void;
  readonly until: (object: T) => boolean;
  /** Its reason is thrown. */
  readonly signal: AbortSignal;
}

/**
 * watchObject follows one object, over lost connections, until `until` says so, and resolves with it.
 * @throws Failure with exit code 3 when it is deleted; ApiError when it may no longer be read.
 */
export async function watchObject<T extends Stored>(
  cluster: Cluster,
  first: T,
  watch: ObjectWatch<T>,
): Promise<T> {
  const { resource } = watch;
  const { namespace, name } = first.metadata;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const store = new Store<T>();
  let lost = false;
  store.subscribe(({ type, object }) => {
    lost = false;
    if (type === 'Deleted') {
      reject(new Failure(exits.notFound, `${resource.kind} ${name} was deleted meanwhile`));
      return;
    }
    watch.onChange?.(object);
    if (watch.until(object)) resolve(object);
  });
  const reflector = new Reflector<T>({
    transport: cluster.transport,
    resource,
    namespace,
    fieldSelector: `metadata.name=${name}`,
    store,
    clock: systemClock,
    random: Math.random,
    onProblem: (problem) => {
      if (isFinal(problem)) reject(problem.error);
      else if (!lost && isLoss(problem)) watch.onLost?.(lossText(problem));
      lost = true;
    },
  });
  const abort = (): void => {
    reject(watch.signal.reason as Error);
  };
  watch.signal.addEventListener('abort', abort, { once: true });
  if (watch.signal.aborted) abort();
  // The list that follows tells whether it was deleted since it was read.
  store.apply(namespace, 'ADDED', first);
  try {
    reflector.start();
    return await promise;
  } finally {
    watch.signal.removeEventListener('abort', abort);
    await reflector.stop();
  }
}

/** Rights that are missing stay missing. */
function isFinal({ error }: ReflectorProblem): boolean {
  return error instanceof ApiError && [401, 403, 404].includes(error.status);
}

/** A watch that is too old is read again at once; nobody has to hear of it. */
function isLoss({ relist }: ReflectorProblem): boolean {
  return !relist;
}

function lossText({ error }: ReflectorProblem): string {
  const detail = error instanceof Error ? error.message : String(error);
  return `lost the API server (${detail}); trying again`;
}
