import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Facts, ObservedJob, Turn } from './facts.ts';
import { plan } from './plan.ts';
import { isSame } from './same.ts';
import { makeFacts, makeObservedJob, makeRun, noon, secondsAfterNoon } from './testing/index.ts';
import { jsonBytes } from './text.ts';
import type { Attempt, RunStatus, StageStatus } from './types.ts';

const instant = fc.constantFrom(noon, secondsAfterNoon(-90), secondsAfterNoon(500), 'never', '');
const word = fc.constantFrom('Suspended', 'RunTimedOut', 'Cancelled', 'x', '');

const attempt: fc.Arbitrary<Attempt> = fc.record(
  {
    number: fc.integer({ min: 1, max: 3 }),
    jobName: fc.constantFrom('gho-1-ingest-1', 'gho-1-ingest-2', 'gho-1-transform-1', ''),
    jobUID: fc.constantFrom('uid-ingest-1', 'uid-transform-1', 'other'),
    state: fc.constantFrom('Running', 'Stopping', 'Succeeded', 'Failed', 'Interrupted'),
    reason: word,
    startedAt: instant,
    finishedAt: instant,
  },
  { requiredKeys: ['number', 'jobName', 'state'] },
);

const stage: fc.Arbitrary<StageStatus> = fc.record(
  {
    name: fc.constantFrom('ingest', 'transform'),
    state: fc.constantFrom(
      'Pending',
      'Running',
      'Retrying',
      'Stopping',
      'Succeeded',
      'Failed',
      'Cancelled',
      'TimedOut',
      'Skipped',
      'Planned',
    ),
    reason: word,
    startedAt: instant,
    nextAttemptAt: instant,
    failures: fc.nat({ max: 12 }),
    interruptions: fc.nat({ max: 12 }),
    attempts: fc.uniqueArray(attempt, { maxLength: 3, selector: ({ number }) => number }),
  },
  { requiredKeys: ['name', 'state'] },
);

const status: fc.Arbitrary<RunStatus> = fc.record(
  {
    startedAt: instant,
    pipelineRevision: fc.constantFrom('gho-5c7d9', 'other'),
    stages: fc.uniqueArray(stage, { maxLength: 3, selector: ({ name }) => name }),
  },
  { requiredKeys: [] },
);

const job: fc.Arbitrary<ObservedJob> = fc
  .record({
    base: fc.constantFrom(
      makeObservedJob('ingest'),
      makeObservedJob('ingest', 2),
      makeObservedJob('transform'),
    ),
    verdict: fc.constantFrom('Undecided', 'Succeeded', 'StageCrashed', 'InfrastructureLost'),
    flags: fc.record({ deleting: fc.boolean(), held: fc.boolean(), hasActivePods: fc.boolean() }),
  })
  .map(({ base, verdict, flags }) => {
    if (verdict === 'Undecided') return { ...base.build(), ...flags };
    const ended = verdict === 'Succeeded' ? base.succeeded() : base.failed(verdict);
    return { ...ended.build(), ...flags };
  });

const turn: fc.Arbitrary<Turn> = fc.constantFrom<Turn[]>(
  { kind: 'Open' },
  { kind: 'Admitted', partition: 'x' },
  { kind: 'AlreadyDone', outcome: 'Failed', message: '' },
  { kind: 'Undecided' },
  { kind: 'Queued', reason: 'Partition', on: '', position: 1, message: 'é'.repeat(2_000) },
);

const checks: fc.Arbitrary<NonNullable<Facts['checks']>> = fc.array(
  fc.record({
    stage: fc.constantFrom('ingest', 'transform', 'other'),
    mayPass: fc.boolean(),
    message: fc.constantFrom('', 'x'.repeat(9_000)),
  }),
  { maxLength: 3 },
);

const facts: fc.Arbitrary<Facts> = fc
  .record({
    status,
    jobs: fc.uniqueArray(job, { maxLength: 3, selector: ({ name }) => name }),
    suspend: fc.boolean(),
    cancel: fc.boolean(),
    timeoutSeconds: fc.integer({ min: 1, max: 200 }),
    missing: fc.boolean(),
    mode: fc.constantFrom('Execute', 'Plan'),
    turn,
    checks,
  })
  .map(({ status: recorded, suspend, cancel, timeoutSeconds, missing, mode, ...fields }) => {
    const base = makeRun().withStatus(recorded).suspended(suspend);
    const timed = base.withTimeoutSeconds(timeoutSeconds);
    const asked = mode === 'Plan' ? timed.planning() : timed;
    const run = (cancel ? asked.cancelled() : asked).build();
    const pipeline = { kind: 'Missing', message: 'gone' } as const;
    return makeFacts({ run, ...fields, ...(missing ? { pipeline } : {}) });
  });

describe('plan of a status that somebody edited by hand', () => {
  it('never throws, stays small, and asked again changes nothing', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { status: next, actions } = plan(given);
        expect(jsonBytes(next)).toBeLessThan(10_000);
        const creates = actions.some(({ verb }) => verb === 'createJob');
        expect(creates && given.run.spec.mode === 'Plan').toBe(false);
        const again = plan({ ...given, run: { ...given.run, status: next } });
        expect([again.events, isSame(again.status, next)]).toEqual([[], true]);
      }),
      { numRuns: 2_000 },
    );
  });
});
