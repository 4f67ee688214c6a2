import { setTimeout as delay } from 'node:timers/promises';
import type { Interference } from '../operator/fault-proxy.ts';
import type { Random } from './random.ts';

/** WatchFault makes of the lines of a watch what the operator gets. */
export type WatchFault = NonNullable<Interference['watch']>;

interface Line {
  readonly type: string;
  readonly object: { readonly metadata?: { readonly name?: string } };
}

/** What the API server sends in a watch that it cannot go on with. */
const gone = JSON.stringify({
  type: 'ERROR',
  object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
});

/** Every event comes up to `mostMs` late, in order. */
export function lagging(random: Random, mostMs: number): WatchFault {
  return async function* (lines) {
    for await (const line of lines) {
      await delay(random() * mostMs);
      yield line;
    }
  };
}

/** Events come twice, and old ones of the same object once more. */
export function repeating(random: Random): WatchFault {
  return async function* (lines) {
    const past = new Map<string, string[]>();
    for await (const line of lines) {
      yield line;
      const name = (JSON.parse(line) as Line).object.metadata?.name ?? '';
      const before = past.get(name) ?? [];
      past.set(name, [...before, line]);
      if (random() < 0.5) yield line;
      const old = before[Math.trunc(random() * before.length)];
      if (old !== undefined && random() < 0.5) yield old;
    }
  };
}

/**
 * Events get lost; the watch then breaks off with 410, as when it fell too far behind. Without the 410 no
 * client could know of it: a watch is where the API server promises not to lose anything.
 */
export function losing(random: Random): WatchFault {
  return async function* (lines) {
    for await (const line of lines) {
      if (random() < 0.6) {
        yield line;
        continue;
      }
      // What comes meanwhile is lost with it.
      await delay(random() * 1_000);
      yield gone;
      return;
    }
  };
}

/** Watches end after a few events, some of them inside a line. */
export function breaking(random: Random): WatchFault {
  return async function* (lines) {
    let left = 2 + Math.trunc(random() * 8);
    for await (const line of lines) {
      if (left-- > 0) {
        yield line;
        continue;
      }
      if (random() < 0.5) yield line.slice(0, line.length / 2);
      throw new Error('the connection breaks');
    }
  };
}

/** The first watch of each kind falls silent after a few events, and stays open. */
export function falling(random: Random): WatchFault {
  const silenced = new Set<string>();
  return async function* (lines, { path }) {
    let left = silenced.has(path) ? Infinity : 1 + Math.trunc(random() * 3);
    silenced.add(path);
    for await (const line of lines) if (left-- > 0) yield line;
    // The API server ends its side sooner or later; nobody tells the operator.
    if (left < 0) await new Promise(() => undefined);
  };
}
