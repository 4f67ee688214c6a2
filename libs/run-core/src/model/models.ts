import type { Model } from '../testing/model.ts';
import { historiesOf } from './arbitraries.ts';
import { runHistory } from './history.ts';
import type { History } from './history.ts';
import type { World, Write } from './world.ts';

/** Each end of a run that the loop decides about, and each feature that a history may or may not meet. */
const expected = [
  'Succeeded',
  'AlreadyDone',
  'Cancelled',
  'RunTimedOut',
  'StageTimedOut',
  'ApprovalRefused',
  'ApprovalExpired',
  'PendingTimedOut',
  'StageFailed',
  'DataQualityFailed',
  'InvalidConfiguration',
  'InvalidResume',
  'NameConflict',
  'RevisionLost',
  'queued',
  'deleted',
  'more memory',
  'approved',
  'taken over',
  'ran finally',
  'retried',
  'interrupted',
  'some shards',
  'pods stopped',
  'held up',
  'blocked',
  'denied',
  'suspended',
];

/** The control loop of a run, with one operator at work and with two at the same time. */
export const models: readonly Model<History>[] = ([1, 2] as const).map((controllers) => ({
  name: `run, ${controllers} controller(s)`,
  histories: historiesOf(controllers),
  play: (history) => wordsOf(runHistory(history)),
  expected,
}));

function wordsOf(world: World): readonly string[] {
  const { conditions = [], stages = [] } = world.status;
  const attempts = stages.flatMap((stage) => stage.attempts ?? []);
  const jobs = [...world.everyJob.values()];
  const met: Readonly<Record<string, boolean>> = {
    queued: world.writes.some(isQueued),
    deleted: world.isDeleted,
    'more memory': jobs.some(({ memory }) => memory !== undefined),
    approved: stages.some(({ approval }) => approval?.decision === 'Approved'),
    'taken over': stages.some(({ inheritedFrom }) => inheritedFrom !== undefined),
    'ran finally': stages.some(
      ({ when, attempts: own }) => when === 'Finally' && own !== undefined,
    ),
    retried: stages.some(({ failures = 0, state }) => failures > 0 && state === 'Succeeded'),
    interrupted: attempts.some(({ state }) => state === 'Interrupted'),
    'some shards': hasStored(world, ({ shards }) => (shards?.succeeded ?? 0) > 0),
    'pods stopped': world.writes.some(({ kind }) => kind === 'Stopped'),
    'held up': jobs.some(({ heldUp }) => heldUp),
    blocked: jobs.some(({ blocked }) => blocked !== undefined),
    denied: world.writes.some(({ kind }) => kind === 'Denied'),
    suspended: hasStored(world, ({ reason }) => reason === 'Suspended'),
  };
  const features = Object.keys(met).filter((word) => met[word] === true);
  return [conditions[0]?.reason ?? '', ...features];
}

function isQueued(write: Write): boolean {
  return write.kind === 'Status' && write.after.conditions?.[0]?.reason === 'Queued';
}

type Stage = NonNullable<World['status']['stages']>[number];

/** Whether any status that was ever stored had such a stage. */
function hasStored({ writes }: World, matches: (stage: Stage) => boolean): boolean {
  return writes.some(
    (write) => write.kind === 'Status' && (write.after.stages ?? []).some(matches),
  );
}
