import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StageResult } from './facts.ts';
import { isFinished } from './after-end.ts';
import { jobName } from './job-name.ts';
import { plan } from './plan.ts';
import { isSame } from './same.ts';
import {
  makeFacts,
  makeObservedJob,
  makePipeline,
  makeRun,
  resolved,
  Story,
} from './testing/index.ts';
import { jsonBytes } from './text.ts';

/** Control characters take six bytes as JSON: the worst that a text can be. */
const bad = fc.constantFrom('x', 'ß', '統', '😀', '\u0001');
const text = (maxLength: number) => bad.map((character) => character.repeat(maxLength));
const count = fc.constant(Number.MAX_SAFE_INTEGER);

const result: fc.Arbitrary<StageResult> = fc.record({
  outputs: fc.array(fc.record({ name: fc.stringMatching(/^[a-z]{1,63}$/), value: text(9) }), {
    maxLength: 3,
  }),
  rows: fc.record({ read: count, written: count, rejected: count, unchanged: count }),
  quality: fc.record({
    checks: count,
    passed: count,
    warned: count,
    failed: count,
    worst: fc.array(
      fc.record({
        check: text(128),
        severity: text(32),
        outcome: text(32),
        rows: count,
        examples: fc.array(text(160), { minLength: 3, maxLength: 3 }),
      }),
      { minLength: 5, maxLength: 5 },
    ),
  }),
  tests: fc.record({
    total: count,
    passed: count,
    warned: count,
    failed: count,
    failures: fc.array(text(160), { minLength: 5, maxLength: 5 }),
  }),
  model: fc.record({ name: text(96), version: text(16) }),
});

const givenStages = fc.array(
  fc.record({ crashes: fc.nat({ max: 10 }), message: text(512), result }),
  {
    minLength: 16,
    maxLength: 16,
  },
);

function longStory(): Story {
  const name = 'r'.repeat(63);
  const retry = { limit: 10, backoffSeconds: 0, factor: 1, maxBackoffSeconds: 0 };
  const stages = Array.from({ length: 16 }, (_, index) => `${'s'.repeat(27)}-${index}`);
  const pipeline = stages.reduce((made, stage) => made.withStage(stage, { retry }), makePipeline());
  const parameters = Array.from({ length: 32 }, (_, index) => `${'p'.repeat(60)}${index}`);
  const full = parameters.reduce((made, one) => made.withParameter(one), pipeline);
  const run = parameters.reduce(
    (made, one) => made.withParameter(one, '統'.repeat(1_024)),
    makeRun().named(name),
  );
  return new Story({ run: run.build(), pipeline: resolved(full.build()) });
}

interface Given {
  readonly crashes: number;
  readonly message: string;
  readonly result: StageResult;
}

/** Plays one stage to its success, after so many crashes; checks every status on the way. */
function playStage(story: Story, stage: string, { crashes, message, result: given }: Given): void {
  const run = story.facts.run.metadata.name;
  for (let attempt = 1; attempt <= crashes + 1; attempt += 1) {
    const job = makeObservedJob(stage, attempt).withUid('u'.repeat(36));
    const ended =
      attempt > crashes
        ? job.succeeded(given)
        : job.failed('StageCrashed', { message, result: given, exitCode: 137 });
    const { status } = story.withJobs({ ...ended.build(), name: jobName({ run, stage, attempt }) });
    expect(jsonBytes(status)).toBeLessThan(10_000);
    expect(isSame(plan(story.facts).status, status)).toBe(true);
  }
}

describe('the budget of a status', () => {
  it('keeps every status under 10 kB, at the bounds of everything at the same time', () => {
    fc.assert(
      fc.property(givenStages, (given) => {
        const story = longStory();
        const { status } = story.next();
        const names = (status.stages ?? []).map(({ name }) => name);
        for (const [index, one] of given.entries()) playStage(story, names[index] ?? '', one);
        expect(isFinished(story.facts.run.status ?? {})).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('leaves an ordinary status as it is', () => {
    const { status } = plan(makeFacts());
    expect(jsonBytes(status)).toBeLessThan(1_500);
    expect(status.stages).toHaveLength(2);
  });
});
