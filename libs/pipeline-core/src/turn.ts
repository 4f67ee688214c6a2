import type { StoredPipeline } from '@gho-platform/api';
import type { Turn } from '@gho-platform/run-core';
import { alreadyDone } from './already-done.ts';
import type { ObservedRun } from './facts.ts';
import { memoryOf } from './memory.ts';
import type { QueueEntry } from './plan-types.ts';
import { placeText } from './place.ts';
import { isGated } from './scene.ts';

/** hasLedger: whether planPipeline has anything to decide, or to clean up, for the Pipeline. */
export function hasLedger({ spec, status = {} }: StoredPipeline): boolean {
  return isGated(spec) || spec.history !== undefined || Object.keys(status).length > 0;
}

/**
 * turnOf is what the Pipeline, read live, says about the start of a run that has not started. `entry`
 * is its place in the queue of the last plan, which nobody stores.
 */
export function turnOf(
  { spec, status = {} }: StoredPipeline,
  run: Pick<ObservedRun, 'name' | 'uid' | 'force' | 'partition'>,
  entry: QueueEntry | undefined,
): Turn {
  const place = status.active?.find(({ uid }) => uid === run.uid);
  if (place !== undefined) {
    const { partition } = place;
    return { kind: 'Admitted', ...(partition === undefined ? {} : { partition }) };
  }
  const done = alreadyDone(run, memoryOf(spec, status.ended ?? []));
  if (done !== undefined) return { kind: 'AlreadyDone', ...done };
  if (!isGated(spec)) return { kind: 'Open' };
  if (entry === undefined) return { kind: 'Undecided' };
  const { reason, on, position } = entry;
  return { kind: 'Queued', reason, on, position, message: placeText(entry) };
}
