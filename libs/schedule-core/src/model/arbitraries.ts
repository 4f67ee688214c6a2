import fc from 'fast-check';
import type { Command, Commands, Kind } from './commands.ts';
import type { History } from './history.ts';

const pick = fc.nat({ max: 3 });
const lag = fc.record({ schedule: fc.nat({ max: 6 }), runs: fc.nat({ max: 6 }) });

type Fields<T> = { readonly [K in keyof T]: fc.Arbitrary<T[K]> };

/** Mostly half a period, now and then a long time, and a little back. */
const seconds = fc.oneof(
  { weight: 3, arbitrary: fc.constant(1_800) },
  { weight: 1, arbitrary: fc.integer({ min: -10_000, max: 200_000 }) },
);

/** Every kind of command: how often it comes, and what it is made of. */
const kinds: { readonly [K in Kind]: readonly [number, Fields<Commands[K]>] } = {
  Step: [24, { pick, lag, times: fc.integer({ min: 1, max: 6 }) }],
  Crash: [3, { pick }],
  End: [6, { pick, state: fc.constantFrom('Succeeded', 'Failed', 'Cancelled') }],
  DeleteByHand: [2, { pick }],
  Clock: [8, { seconds }],
  Suspend: [1, { suspend: fc.boolean() }],
  Garble: [1, { invalid: fc.boolean() }],
  Answer: [4, { answer: fc.constantFrom('Taken', 'Denied', 'Refused') }],
  Foreign: [4, { pick }],
  DeleteSchedule: [1, {}],
};

const command = fc.oneof(
  ...Object.entries(kinds).map(([kind, [weight, fields]]) => ({
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<Command>,
  })),
);

/** A history has few of these: all at once, one would hide the other. */
const troubles: readonly Kind[] = ['Suspend', 'Garble', 'Answer', 'Foreign', 'DeleteSchedule'];

const left: fc.Arbitrary<readonly Kind[]> = fc
  .subarray([...troubles], { maxLength: 2 })
  .map((chosen) => troubles.filter((kind) => !chosen.includes(kind)));

const spec = fc.record(
  {
    concurrencyPolicy: fc.constantFrom('Allow', 'Forbid', 'Replace', 'Replace'),
    missedRunPolicy: fc.constantFrom('Skip', 'Latest', 'All'),
    maxCatchUp: fc.integer({ min: 1, max: 20 }),
    startingDeadlineSeconds: fc.integer({ min: 10, max: 20_000 }),
    spreadSeconds: fc.constantFrom(0, 300),
    stopAfterFailures: fc.integer({ min: 1, max: 3 }),
    successfulRunsHistoryLimit: fc.nat({ max: 3 }),
    failedRunsHistoryLimit: fc.nat({ max: 3 }),
    backfill: fc.record({
      from: fc.constant('2026-01-02'),
      to: fc.constant('2026-01-02'),
      parallelism: fc.integer({ min: 1, max: 10 }),
    }),
  },
  { requiredKeys: [] },
);

/** Most schedules have no end. */
const mostly = fc.tuple(spec, fc.nat({ max: 3 })).map(([given, chance]) => {
  const { backfill, ...rest } = given;
  return chance === 0 && backfill !== undefined ? given : rest;
});

/** historiesOf makes histories of so many controllers. */
export function historiesOf(controllers: 1 | 2): fc.Arbitrary<History> {
  return fc
    .record({
      spec: mostly,
      controllers: fc.constant(controllers),
      commands: fc.array(command, { minLength: 10, maxLength: 80 }),
      without: left,
    })
    .map(({ without, commands, ...history }) => ({
      ...history,
      commands: commands.filter(({ kind }) => !without.includes(kind)),
    }));
}
