import { jobFinalizer } from '@gho-platform/api';
import type { KubeObject, Resource, Transport } from '@gho-platform/kube';
import { jobs, LiveApi, refOfObject, resourcePath } from '@gho-platform/kube';
import type { Caches } from './caches.ts';
import { isHeld } from './orphaned-jobs.ts';

const namespaces: Resource = { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace' };

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
  for (const name of names) {
    if (!(await isEnding(name, options.transport))) continue;
    const there = held.filter(({ metadata }) => metadata?.namespace === name);
    await Promise.all(there.map((job) => release(job, options.transport)));
  }
}

async function isEnding(name: string, transport: Transport): Promise<boolean> {
  const { body } = await transport.send({
    method: 'GET',
    path: resourcePath(namespaces, { name }),
  });
  return (body as KubeObject).metadata?.deletionTimestamp !== undefined;
}

async function release(cached: KubeObject, transport: Transport): Promise<void> {
  const api = new LiveApi(transport);
  for (;;) {
    const job = await api.get(jobs, refOfObject(cached));
    if (job === undefined) return;
    const { kind } = await api.removeFinalizer(jobs, job, jobFinalizer);
    if (kind !== 'Conflict') return;
  }
}
