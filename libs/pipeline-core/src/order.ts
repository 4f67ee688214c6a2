import type { Instant } from './facts.ts';
import { msOf } from './time.ts';

/** oldestFirst sorts runs by a time of theirs, then by name, which makes the order total. */
export function oldestFirst<T extends { readonly name: string }>(
  runs: readonly T[],
  timeOf: (run: T) => Instant,
): T[] {
  // Thousands may wait: each time is read once, not once for each comparison.
  return runs
    .map((run) => ({ run, ms: msOf(timeOf(run)) }))
    .sort((one, other) => one.ms - other.ms || (one.run.name < other.run.name ? -1 : 1))
    .map(({ run }) => run);
}
