import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Facts, ObservedJob } from './facts.ts';
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

const facts: fc.Arbitrary<Facts> = fc
  .record({
    status,
    jobs: fc.uniqueArray(job, { maxLength: 3, selector: ({ name }) => name }),
    suspend: fc.boolean(),
    cancel: fc.boolean(),
    timeoutSeconds: fc.integer({ min: 1, max: 200 }),
    missing: fc.boolean(),
  })
  .map(({ status: recorded, jobs, suspend, cancel, timeoutSeconds, missing }) => {
    const base = makeRun().withStatus(recorded).suspended(suspend);
    const timed = base.withTimeoutSeconds(timeoutSeconds);
    const run = (cancel ? timed.cancelled() : timed).build();
    const pipeline = { kind: 'Missing', message: 'gone' } as const;
    return makeFacts({ run, jobs, ...(missing ? { pipeline } : {}) });
  });

describe('plan of a status that somebody edited by hand', () => {
  it('never throws, stays small, and asked again changes nothing', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { status: next } = plan(given);
        expect(jsonBytes(next)).toBeLessThan(10_000);
        const again = plan({ ...given, run: { ...given.run, status: next } });
        expect([again.events, isSame(again.status, next)]).toEqual([[], true]);
      }),
      { numRuns: 2_000 },
    );
  });
});
