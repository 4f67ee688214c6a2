import { apiErrorOf } from './api-error-of.ts';
import type { KubeObject } from './kube-object.ts';
import type { Transport } from './transport.ts';

export interface ListRequest {
  readonly path: string;
  /** Kind of the items, for messages. */
  readonly kind: string;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Listed<T> {
  readonly items: readonly T[];
  /** The version that the whole list shows. */
  readonly version: string;
}

/** Bounds what one answer holds in memory, here and on the server. */
const pageSize = 500;

/**
 * Lists a collection page by page. No resourceVersion is sent, which makes it a quorum read: a
 * list that may lag behind could show a state from before this process's own writes.
 */
export async function listPages<T extends KubeObject>(
  transport: Transport,
  request: ListRequest,
): Promise<Listed<T>> {
  const items: T[] = [];
  let version = '';
  let next: string | undefined;
  do {
    const answer = await transport.send({
      method: 'GET',
      path: request.path,
      query: {
        limit: String(pageSize),
        continue: next,
        labelSelector: request.labelSelector,
        fieldSelector: request.fieldSelector,
      },
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    if (answer.status !== 200) throw apiErrorOf(`list ${request.kind}`, answer);
    const page = answer.body as ListPage<T>;
    items.push(...(page.items ?? []));
    version = page.metadata?.resourceVersion ?? version;
    next = page.metadata?.continue === '' ? undefined : page.metadata?.continue;
  } while (next !== undefined);
  return { items, version };
}

interface ListPage<T> {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly T[] | null;
}
