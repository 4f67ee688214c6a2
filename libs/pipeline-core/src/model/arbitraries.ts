import fc from 'fast-check';
import type { Command, History } from './history.ts';

const pick = fc.nat({ max: 1 });
const which = fc.nat({ max: 8 });
const lag = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ pipeline: 0, runs: 0 }) },
  {
    weight: 2,
    arbitrary: fc.record({ pipeline: fc.nat({ max: 6 }), runs: fc.nat({ max: 12 }) }),
  },
);

type Fields<T> = { readonly [K in keyof T]: fc.Arbitrary<T[K]> };
type FieldsOf<K extends Command['kind']> = Fields<Omit<Extract<Command, { kind: K }>, 'kind'>>;

/** Every kind of command: how often it comes, and what it is made of. */
const kinds: { readonly [K in Command['kind']]: readonly [number, FieldsOf<K>] } = {
  Step: [24, { pick, lag, times: fc.integer({ min: 1, max: 6 }) }],
  StepRun: [24, { pick, which }],
  Crash: [2, { pick }],
  Apply: [
    14,
    {
      which,
      force: fc.nat({ max: 4 }).map((chance) => chance === 0),
      resumes: fc.option(which, { nil: undefined, freq: 2 }),
    },
  ],
  End: [10, { which, outcome: fc.constantFrom('Succeeded', 'Succeeded', 'Failed') }],
  Hold: [2, { which }],
  Delete: [2, { which }],
  EndPods: [2, {}],
  Limit: [1, { limit: fc.integer({ min: 1, max: 3 }) }],
  Clock: [3, { seconds: fc.oneof(fc.integer({ min: -5, max: 60 }), fc.constant(4_000)) }],
};

const command = fc.oneof(
  ...Object.entries(kinds).map(([kind, [weight, fields]]) => ({
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<Command>,
  })),
);

const few = fc.nat({ max: 2 });
const age = fc.constantFrom(0, 30, 3_000);

const spec = fc.record(
  {
    concurrency: fc.record({ limit: fc.integer({ min: 1, max: 3 }) }),
    partition: fc.constant({ parameter: 'date' }),
    history: fc.record(
      {
        successfulRunsLimit: few,
        failedRunsLimit: few,
        ttlSecondsAfterSuccess: age,
        jobsTTLSecondsAfterFailure: age,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/** historiesOf makes histories of so many controllers, of Pipelines that bound something. */
export function historiesOf(controllers: 1 | 2): fc.Arbitrary<History> {
  return fc.record({
    spec: spec.filter((one) => one.concurrency !== undefined || one.partition !== undefined),
    controllers: fc.constant(controllers),
    commands: fc.array(command, { minLength: 20, maxLength: 120 }),
  });
}
