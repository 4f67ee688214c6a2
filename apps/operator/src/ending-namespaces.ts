import { jobFinalizer } from '@gho-platform/api';
import type { KubeObject, Resource, Transport } from '@gho-platform/kube';
import { jobs, LiveApi, refOfObject, resourcePath } from '@gho-platform/kube';
import type { Caches } from './caches.ts';
import { isHeld } from './orphaned-jobs.ts';

const namespaces: Resource = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace' };

/** A stop has seconds only: an API server that is away must not use them up. */
const timeoutMs = 2_000;

export interface EndingNamespacesOptions {
  readonly transport: Transport;
  readonly caches: Caches;
}

/**
 * Lets go of the Jobs of namespaces that are being deleted, for a process that stops. A namespace ends
 * its pods first, and the operator in it is gone before the Jobs have ended: nobody would take our
 * finalizer off, and the namespace would stay for ever. Neither a leader nor an outcome is needed, since
 * the runs go too.
 */
export async function leaveEndingNamespaces(options: EndingNamespacesOptions): Promise<void> {
  const held = options.caches.jobs.all().filter(isHeld);
  const names = new Set(held.map(({ metadata }) => metadata?.namespace ?? ''));
  await Promise.all([...names].map((name) => leave(name, held, options.transport)));
}

async function leave(
  name: string,
  held: readonly KubeObject[],
  transport: Transport,
): Promise<void> {
  if (!(await isEnding(name, transport))) return;
  const there = held.filter(({ metadata }) => metadata?.namespace === name);
  await Promise.all(there.map((job) => release(job, transport)));
}

async function isEnding(name: string, transport: Transport): Promise<boolean> {
  const path = resourcePath(namespaces, { name });
  const { status, body } = await transport.send({ method: 'GET', path, timeoutMs });
  if (status !== 200 && status !== 404) throw new Error(`get Namespace ${name}: status ${status}`);
  return (body as KubeObject).metadata?.deletionTimestamp !== undefined;
}

async function release(cached: KubeObject, transport: Transport): Promise<void> {
  const api = new LiveApi(transport, { timeoutMs });
  for (;;) {
    const job = await api.get(jobs, refOfObject(cached));
    if (job === undefined) return;
    const { kind } = await api.removeFinalizer(jobs, job, jobFinalizer);
    if (kind !== 'Conflict') return;
  }
}
