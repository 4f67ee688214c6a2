import type { Model } from '@gho-platform/run-core/testing';
import { historiesOf } from './arbitraries.ts';
import { runHistory } from './history.ts';
import type { History } from './history.ts';
import { totalsOf } from './invariants.ts';
import type { World } from './world.ts';

/** Each verdict about a tick, and each feature that a history may or may not meet. */
const expected = [
  'ran',
  'caughtUp',
  'skippedForbid',
  'replaced',
  'missed',
  'suspended',
  'backfill',
  'BackfillComplete',
  'StoppedAfterFailures',
  'InvalidSchedule',
  'NameConflict',
  'RunNotCreated',
  'RunRefused',
  'run cancelled',
  'run removed',
  'run deleted unseen',
  'schedule deleted',
];

/** The control loop of a schedule, with one operator at work and with two at the same time. */
export const models: readonly Model<History>[] = ([1, 2] as const).map((controllers) => ({
  name: `schedule, ${controllers} controller(s)`,
  histories: historiesOf(controllers),
  play: (history) => wordsOf(runHistory(history)),
  expected,
}));

function wordsOf(world: World): readonly string[] {
  const verdicts = totalsOf(world.status).flatMap(([verdict, count]) => (count > 0 ? verdict : []));
  const reasons = world.writes.flatMap((write) =>
    write.kind === 'Status' ? (write.after.conditions ?? []).map(({ reason }) => reason) : [],
  );
  const met: Readonly<Record<string, boolean>> = {
    backfill: world.schedule.spec.backfill !== undefined,
    'run cancelled': world.writes.some(({ kind }) => kind === 'Cancelled'),
    'run removed': world.writes.some(({ kind }) => kind === 'Deleted'),
    'run deleted unseen': world.deletedUnseen.size > 0,
    'schedule deleted': world.isDeleted,
  };
  const features = Object.keys(met).filter((word) => met[word] === true);
  return [...verdicts, ...reasons, ...features];
}
