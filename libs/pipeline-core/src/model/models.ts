import type { Model } from '@gho-platform/run-core/testing';
import { historiesOf } from './arbitraries.ts';
import { runHistory } from './history.ts';
import type { History, Played } from './history.ts';

/** What a history may or may not meet. */
const expected = [
  'limit',
  'partition',
  'forced',
  'duplicate',
  'planned',
  'remembered',
  'removed',
  'jobs removed',
  'conflict',
  'orphan',
  'removed and applied',
];

/** The runs of a Pipeline, with one operator at work and with two at the same time. */
export const models: readonly Model<History>[] = ([1, 2] as const).map((controllers) => ({
  name: `pipeline, ${controllers} controller(s)`,
  histories: historiesOf(controllers),
  play: (history) => wordsOf(runHistory(history)),
  expected,
}));

function wordsOf({ world, controllers }: Played): readonly string[] {
  const plans = controllers.flatMap(({ decisions }) => decisions.map(({ plan }) => plan));
  const ended = world.runs.map(({ end, isPlan }) => ({ isPlan, ...end }));
  const met: Readonly<Record<string, boolean>> = {
    limit: plans.some(({ queue }) => queue.some(({ reason }) => reason === 'ConcurrencyLimit')),
    partition: plans.some(({ queue }) => queue.some(({ reason }) => reason === 'Partition')),
    forced: world.writes.some((write) => write.kind === 'Started' && write.run.force),
    duplicate: ended.some(({ isDuplicate }) => isDuplicate === true),
    planned: ended.some(({ isPlan }) => isPlan),
    remembered: (world.status.ended ?? []).some(({ removed }) => removed !== true),
    removed: world.writes.some(({ kind }) => kind === 'Removed'),
    'jobs removed': world.writes.some(({ kind }) => kind === 'JobsRemoved'),
    conflict: world.conflicts > 0,
    orphan: controllers.some(({ decisions }) =>
      decisions.some(({ facts }) => facts.goneRuns.size > 0),
    ),
    'removed and applied': plans.some(({ alreadyDone, status }) =>
      (status.ended ?? []).some(
        ({ run, removed }) => removed === true && alreadyDone.includes(run),
      ),
    ),
  };
  return Object.keys(met).filter((word) => met[word] === true);
}
