import type { Page, Pages } from './http-server.ts';

/** WatchState is how one watch of the operator is doing. */
export interface WatchState {
  /** Such as `pods` or `pods in demo`. */
  readonly name: string;
  /** Whether its first list is in the cache. */
  readonly synced: boolean;
  /** Milliseconds since the API server last sent anything on it. */
  readonly silentMs: number;
}

/** Watches are re-opened after 40 s of quiet and given up after 50 s; more means no connection. */
const maxSilentMs = 60_000;

/**
 * Probes of the process. /livez says that the process answers: a restart helps against a hang, but
 * not against a backlog or an API server that is away. /readyz says whether the caches can be
 * trusted; a standby is ready too.
 */
export function healthPages(watches: () => readonly WatchState[]): Pages {
  return {
    '/livez': () => text(200, 'ok'),
    '/readyz': () => {
      const broken = watches().filter(({ synced, silentMs }) => !synced || silentMs > maxSilentMs);
      if (broken.length === 0) return text(200, 'ok');
      return text(503, broken.map(problemOf).join('\n'));
    },
  };
}

function problemOf({ name, synced, silentMs }: WatchState): string {
  if (!synced) return `cache of ${name} is not filled`;
  return `watch of ${name} has been silent for ${Math.round(silentMs / 1000)} s`;
}

function text(status: number, body: string): Page {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${body}\n` };
}
