import { shorten } from '@gho-platform/run-core';
import { bounds } from './bounds.ts';
import type { ObservedRun } from './facts.ts';
import type { Memory } from './memory.ts';
import type { Ended } from './types.ts';

/** Done is why a run need not run: what it would do, another did. */
export interface Done {
  readonly outcome: Ended['outcome'];
  readonly message: string;
}

/**
 * alreadyDone looks for a run of the same name that history removed, which is what applying a
 * repository once more looks like, and for one that made the same partition.
 */
export function alreadyDone(
  run: Pick<ObservedRun, 'name' | 'uid' | 'force' | 'partition'>,
  { removed, made }: Memory,
): Done | undefined {
  if (run.force) return undefined;
  const before = removed.get(run.name);
  if (before !== undefined && before.uid !== run.uid) {
    return doneBy(before, `run ${before.run} was removed by history`);
  }
  const maker = run.partition === undefined ? undefined : made.get(run.partition);
  if (maker === undefined || maker.uid === run.uid) return undefined;
  return doneBy(maker, `run ${maker.run} made partition ${maker.partition ?? ''}`);
}

function doneBy({ outcome, finishedAt }: Ended, what: string): Done {
  const ended = `${outcome === 'Succeeded' ? 'succeeded' : 'failed'} at ${finishedAt}`;
  const message = `${what} (${ended}); set spec.force to make it again`;
  return { outcome, message: shorten(message, bounds.message) };
}
