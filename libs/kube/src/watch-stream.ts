import type { KubeObject } from './kube-object.ts';

/** WatchEvent is one line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: KubeObject;
}

/** BrokenWatchError says that lines may have been lost: only a new list restores the truth. */
export class BrokenWatchError extends Error {
  override readonly name = 'BrokenWatchError';
  /** The status code of an ERROR event, such as 410 when the watch's version is too old. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** Splits a byte stream into its lines. A stream that ends inside a line is broken. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  for await (const chunk of chunks) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      parts.push(piece);
      const line = parts.join('');
      parts = [];
      if (line !== '') yield line;
    }
    if (last !== '') parts.push(last);
  }
  if (parts.length > 0) throw new BrokenWatchError('watch ended inside a line');
}

const changeTypes = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);

/** Reads one line of a watch; throws BrokenWatchError for anything but a usable event. */
export function parseWatchLine(line: string): WatchEvent {
  let event: { type?: unknown; object?: unknown };
  try {
    event = JSON.parse(line) as typeof event;
  } catch {
    throw new BrokenWatchError('watch sent a line that is not JSON');
  }
  if (event.type === 'ERROR') throw errorOf(event.object);
  if (!isChange(event)) throw new BrokenWatchError('watch sent an event of unknown form');
  return event;
}

function isChange(event: { type?: unknown; object?: unknown }): event is WatchEvent {
  if (typeof event.type !== 'string' || !changeTypes.has(event.type)) return false;
  if (typeof event.object !== 'object' || event.object === null) return false;
  const { metadata } = event.object as KubeObject;
  if (metadata?.resourceVersion === undefined) return false;
  return event.type === 'BOOKMARK' || metadata.name !== undefined;
}

function errorOf(object: unknown): BrokenWatchError {
  const status = (object ?? {}) as { code?: unknown; message?: unknown };
  const message = typeof status.message === 'string' ? status.message : 'no message';
  const code = typeof status.code === 'number' ? status.code : undefined;
  return new BrokenWatchError(`watch sent an error: ${message}`, code);
}
