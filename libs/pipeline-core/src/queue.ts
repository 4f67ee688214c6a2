import { activeEntry } from './active.ts';
import { alreadyDone } from './already-done.ts';
import { bounds } from './bounds.ts';
import type { ObservedRun } from './facts.ts';
import type { Memory } from './memory.ts';
import { oldestFirst } from './order.ts';
import type { QueueEntry, QueueState } from './plan-types.ts';
import type { Scene } from './scene.ts';
import type { Active } from './types.ts';

export interface Admission {
  readonly active: readonly Active[];
  readonly queue: readonly QueueEntry[];
}

export interface Waiters {
  /** Runs that could start, first come first. */
  readonly candidates: readonly ObservedRun[];
  /** Runs whose work another did. */
  readonly done: readonly ObservedRun[];
}

/**
 * waitersOf looks at the runs that have not started and have no place. `known` are the uids of runs that
 * have one, and of those that are remembered: whatever a stale cache shows, they have ended.
 */
export function waitersOf(known: ReadonlySet<string>, memory: Memory, scene: Scene): Waiters {
  const waiting = scene.runs.filter(
    ({ state, deleting, uid }) => state === 'Waiting' && !deleting && !known.has(uid),
  );
  const done = waiting.filter((run) => alreadyDone(run, memory) !== undefined);
  const isDone = new Set(done);
  return { candidates: inTurn(waiting.filter((run) => !isDone.has(run))), done };
}

/** Higher priority first, then older. */
function inTurn(waiting: readonly ObservedRun[]): ObservedRun[] {
  return oldestFirst(waiting, ({ createdAt }) => createdAt).sort(
    (one, other) => other.priority - one.priority,
  );
}

interface Waiting {
  readonly run: ObservedRun;
  /** The run that has the partition. Absent when only the limit is in the way. */
  readonly holder?: string;
}

/**
 * admit lets in as many as may be under way. A run whose partition is taken lets those behind it
 * pass, except for those of the same partition.
 */
export function admit(
  under: readonly Active[],
  candidates: readonly ObservedRun[],
  scene: Scene,
): Admission {
  const limit = limitOf(scene);
  const active = [...under];
  const waiting: Waiting[] = [];
  const holders = new Map(under.map(({ partition, run }) => [partition, run]));
  for (const run of candidates) {
    const holder = run.partition === undefined ? undefined : holders.get(run.partition);
    if (holder !== undefined) {
      waiting.push({ run, holder });
    } else if (active.length >= limit) {
      waiting.push({ run });
    } else {
      active.push(activeEntry(run, scene));
      holders.set(run.partition, run.name);
    }
  }
  const queue = {
    pipeline: scene.pipeline,
    length: waiting.length,
    active: active.length,
    limit,
  };
  return { active, queue: waiting.map((one, index) => entryOf(one, index + 1, queue)) };
}

/** A status holds so many places; without a limit of its own a Pipeline has as many. */
function limitOf({ spec }: Scene): number {
  return Math.min(spec.concurrency?.limit ?? bounds.active, bounds.active);
}

function entryOf({ run, holder }: Waiting, position: number, queue: QueueState): QueueEntry {
  const { name, uid, partition = '' } = run;
  return holder === undefined
    ? { name, uid, position, reason: 'ConcurrencyLimit', on: queue.pipeline, queue }
    : { name, uid, position, reason: 'Partition', on: holder, partition, queue };
}
