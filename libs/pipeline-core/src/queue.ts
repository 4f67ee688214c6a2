import { shorten } from '@gho-platform/run-core';
import { activeEntry } from './active.ts';
import { alreadyDone } from './already-done.ts';
import { bounds } from './bounds.ts';
import type { ObservedRun } from './facts.ts';
import type { Memory } from './memory.ts';
import { oldestFirst } from './order.ts';
import type { QueueEntry } from './plan-types.ts';
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
  const limited = `${active.length} of ${limit} runs are under way`;
  return { active, queue: waiting.map(entryFor(waiting.length, limited, scene.pipeline)) };
}

/** A status holds so many places; without a limit of its own a Pipeline has as many. */
function limitOf({ spec }: Scene): number {
  return Math.min(spec.concurrency?.limit ?? bounds.active, bounds.active);
}

function entryFor(
  total: number,
  limited: string,
  pipeline: string,
): (waiting: Waiting, index: number) => QueueEntry {
  return ({ run, holder }, index) => ({
    name: run.name,
    uid: run.uid,
    position: index + 1,
    reason: holder === undefined ? 'ConcurrencyLimit' : 'Partition',
    on: holder ?? pipeline,
    // Composed when asked for: of a long queue hardly any place is shown.
    get message() {
      const place = `${ordinal(index + 1)} of ${total} in the queue`;
      const message =
        holder === undefined
          ? `${place} of Pipeline ${pipeline}: ${limited}`
          : `run ${holder} makes partition ${run.partition ?? ''}; ${place}`;
      return shorten(message, bounds.message);
    },
  });
}

const ordinalRules = new Intl.PluralRules('en', { type: 'ordinal' });
const suffixes: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** 1st, 2nd, 3rd, 4th, 11th, 21st. */
export function ordinal(number: number): string {
  return `${number}${suffixes[ordinalRules.select(number)] ?? 'th'}`;
}
