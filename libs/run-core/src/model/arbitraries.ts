import fc from 'fast-check';
import type { Command, Commands, Kind } from './commands.ts';
import type { History } from './history.ts';
import type { Setup } from './setup.ts';

const pick = fc.nat({ max: 3 });
const lag = fc.record({ run: fc.nat({ max: 6 }), jobs: fc.nat({ max: 6 }) });
/** Few Jobs have a container of somebody else. */
const heldUp = fc.nat({ max: 7 }).map((chance) => chance === 0);

type Fields<T> = { readonly [K in keyof T]: fc.Arbitrary<T[K]> };

/** Every kind of command: how often it comes, and what it is made of. */
const kinds: { readonly [K in Kind]: readonly [number, Fields<Commands[K]>] } = {
  Step: [24, { pick, lag, times: fc.integer({ min: 1, max: 6 }) }],
  Crash: [3, { pick }],
  Suspend: [2, { suspend: fc.boolean() }],
  Cancel: [1, { cancel: fc.constantFrom('Graceful', 'Immediate') }],
  Approve: [3, { pick, decision: fc.constantFrom('Approved', 'Approved', 'Approved', 'Refused') }],
  DeleteRun: [1, {}],
  Clock: [4, { seconds: fc.integer({ min: -5, max: 400 }) }],
  Trust: [1, { trusts: fc.boolean() }],
  Pipeline: [1, { exists: fc.constantFrom(true, true, false) }],
  Turn: [3, { turn: fc.constantFrom('Undecided', 'Queued', 'Queued', 'Admitted', 'AlreadyDone') }],
  Quota: [2, { full: fc.boolean() }],
  Foreign: [1, { pick, attempt: fc.integer({ min: 1, max: 3 }) }],
  Succeed: [8, { pick, heldUp }],
  Fail: [
    5,
    {
      pick,
      reason: fc.constantFrom(
        'DataRejected',
        'ConfigurationInvalid',
        'StageCrashed',
        'OutOfMemory',
        'AttemptTimedOut',
        'InfrastructureLost',
      ),
      othersRun: fc.boolean(),
      heldUp,
    },
  ],
  EndShard: [3, { pick }],
  Block: [
    3,
    {
      pick,
      reason: fc.constantFrom('Unschedulable', 'ImagePull', 'ContainerConfig', 'Quota', undefined),
    },
  ],
  Disrupt: [2, { pick }],
  EndPods: [4, { pick }],
  DeleteByHand: [2, { pick }],
  Vanish: [2, { pick }],
};

const command = fc.oneof(
  ...Object.entries(kinds).map(([kind, [weight, fields]]) => ({
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<Command>,
  })),
);

/** Each of these may bring a run to another end than its work; with all of them none would get far. */
const endings: readonly Kind[] = [
  'Cancel',
  'DeleteRun',
  'Foreign',
  'Pipeline',
  'Quota',
  'Trust',
  'Turn',
];
const troubles: readonly Kind[] = [
  'Block',
  'Crash',
  'DeleteByHand',
  'Disrupt',
  'Fail',
  'Suspend',
  'Vanish',
];

/** A history has few endings and most troubles, now and then none: one would hide the other. */
const left: fc.Arbitrary<readonly Kind[]> = fc
  .record({
    without: fc.oneof(
      { weight: 3, arbitrary: fc.subarray([...troubles], { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant(troubles) },
    ),
    endings: fc.subarray([...endings], { maxLength: 2 }),
  })
  .map((chosen) => [
    ...chosen.without,
    ...endings.filter((ending) => !chosen.endings.includes(ending)),
  ]);

/** One time in six. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const setup: fc.Arbitrary<Setup> = fc.record({
  stages: fc.integer({ min: 1, max: 4 }),
  finallyStages: fc.nat({ max: 2 }),
  retryLimit: fc.nat({ max: 2 }),
  interruptionLimit: fc.constantFrom(0, 1, 5),
  jitterPercent: fc.constantFrom(0, 50),
  shards: fc.constantFrom(1, 3),
  growsMemory: fc.boolean(),
  approvals: rarely(fc.subarray([0, 1, 2, 3, 4, 5])).map((numbers = []) => numbers),
  expiresAfterSeconds: fc.option(fc.integer({ min: 60, max: 600 }), { nil: undefined, freq: 2 }),
  timeoutSeconds: rarely(fc.integer({ min: 60, max: 1_000 })),
  pendingTimeoutSeconds: rarely(fc.integer({ min: 60, max: 600 })),
  pipelineExists: fc.nat({ max: 9 }).map((chance) => chance > 0),
  isBounded: fc.nat({ max: 4 }).map((chance) => chance === 0),
  resume: rarely(
    fc.record({
      succeeded: fc.nat({ max: 3 }),
      changed: fc.nat({ max: 6 }),
      end: fc.constantFrom('Failed', 'Failed', 'Failed', 'Failed', 'Failed', 'Running', 'Missing'),
    }),
  ),
});

/** historiesOf makes histories of so many controllers. */
export function historiesOf(controllers: 1 | 2): fc.Arbitrary<History> {
  return fc
    .record({
      setup,
      controllers: fc.constant(controllers),
      commands: fc.array(command, { minLength: 20, maxLength: 90 }),
      without: left,
    })
    .map(({ without, commands, ...history }) => ({
      ...history,
      commands: commands.filter(({ kind }) => !without.includes(kind)),
    }));
}
