import { positionsPerSecond, shortQueue } from './bounds.ts';
import type { QueueEntry } from './plan-types.ts';
import type { Scene } from './scene.ts';
import { msOf } from './time.ts';

export interface Refresh {
  /** Names of runs whose position is to be written now. */
  readonly due: readonly string[];
  /** Milliseconds until each of the others is due whose shown position is wrong. */
  readonly waitsMs: readonly number[];
}

/**
 * refreshOf decides whose position is written. When the first run of a queue starts, all the others
 * move up: with n runs that is n writes for each start, n² for the queue. So a position is written
 * again only after n/2 seconds: all together cost at most two writes a second, however many wait.
 */
export function refreshOf(queue: readonly QueueEntry[], scene: Scene): Refresh {
  const intervalMs =
    queue.length <= shortQueue ? 0 : Math.round((queue.length / positionsPerSecond) * 1000);
  const nowMs = msOf(scene.now);
  const due: string[] = [];
  const waitsMs: number[] = [];
  for (const { name, uid, position } of queue) {
    const shown = scene.runByUid.get(uid)?.shown;
    if (shown?.position === position) continue;
    const waitMs = shown === undefined ? 0 : waitOf(shown.at, intervalMs, nowMs);
    if (waitMs > 0) waitsMs.push(waitMs);
    else due.push(name);
  }
  return { due, waitsMs };
}

/** A position that was shown in the future, by a clock that went back, is due. */
function waitOf(at: string, intervalMs: number, nowMs: number): number {
  const elapsedMs = nowMs - msOf(at);
  return elapsedMs < 0 ? 0 : intervalMs - elapsedMs;
}
