import { describe, expect, it } from '@jest/globals';
import type { PipelineStatus } from '@gho-platform/api';
import { isSame } from '@gho-platform/run-core';
import fc from 'fast-check';
import type { ObservedRun, PipelineFacts } from './facts.ts';
import { planPipeline } from './plan-pipeline.ts';
import { makeObservedRun, makePipeline } from './testing/index.ts';
import { turnOf } from './turn.ts';

/** MODEL_RUNS asks for more facts, MODEL_SEED repeats a run. */
const runs = Number(process.env.MODEL_RUNS ?? 1_500);
const seed = Number(process.env.MODEL_SEED ?? Math.trunc(Math.random() * 2 ** 31));

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const uid = fc.nat({ max: 9 }).map((number) => `uid-${number}`);
const partition = fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined });
const instant = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 86_399 }).map((second) => timeOf(second)) },
  { weight: 1, arbitrary: fc.constantFrom('', 'soon', '+275760-09-13T00:00:00Z', '0000-01-01') },
);
const outcome = fc.constantFrom('Succeeded' as const, 'Failed' as const);

function timeOf(second: number): string {
  return new Date(Date.UTC(2026, 5, 1) + second * 1000).toISOString();
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

const run: fc.Arbitrary<ObservedRun> = fc
  .record({
    name,
    uid,
    createdAt: instant,
    priority: fc.integer({ min: -1, max: 1 }),
    force: fc.boolean(),
    isPlan: fc.boolean(),
    partition,
    state: fc.constantFrom('Waiting', 'Held', 'Started', 'Ended'),
    end: fc.record({ outcome, finishedAt: instant, isDuplicate: fc.boolean() }),
    deleting: fc.boolean(),
    hasJobs: fc.boolean(),
    resumes: fc.option(name, { nil: undefined }),
    shown: fc.option(fc.record({ position: fc.integer({ min: 1, max: 3 }), at: instant }), {
      nil: undefined,
    }),
  })
  .map((fields) => makeObservedRun(fields.name, defined(fields) as ObservedRun));

/** Whatever somebody may have written by hand: runs twice, unknown ones, times that are none. */
const status: fc.Arbitrary<PipelineStatus> = fc
  .record({
    activeRuns: fc.option(fc.integer(), { nil: undefined }),
    active: fc.option(
      fc.array(fc.record({ run: name, uid, partition, since: instant }).map(defined), {
        maxLength: 6,
      }),
      { nil: undefined },
    ),
    ended: fc.option(
      fc.array(
        fc
          .record({
            run: name,
            uid,
            partition,
            outcome,
            finishedAt: instant,
            removed: fc.option(fc.boolean(), { nil: undefined }),
          })
          .map(defined),
        { maxLength: 8 },
      ),
      { nil: undefined },
    ),
  })
  .map((fields) => defined(fields) as PipelineStatus);

const few = fc.option(fc.nat({ max: 2 }), { nil: undefined });
const age = fc.option(fc.nat({ max: 40_000 }), { nil: undefined });

const spec = fc
  .record({
    concurrency: fc.option(fc.record({ limit: fc.integer({ min: 1, max: 3 }) }), {
      nil: undefined,
    }),
    partition: fc.option(fc.constant({ parameter: 'date' }), { nil: undefined }),
    history: fc.option(
      fc
        .record({
          successfulRunsLimit: few,
          failedRunsLimit: few,
          ttlSecondsAfterSuccess: age,
          ttlSecondsAfterFailure: age,
          jobsTTLSecondsAfterSuccess: age,
          jobsTTLSecondsAfterFailure: age,
        })
        .map(defined),
      { nil: undefined },
    ),
  })
  .map(defined);

const facts: fc.Arbitrary<PipelineFacts> = fc
  .record({
    spec,
    status,
    runs: fc.uniqueArray(run, { selector: (one) => one.name, maxLength: 8 }),
    gone: fc.array(uid, { maxLength: 4 }),
    now: instant,
  })
  .map((given) => ({
    pipeline: makePipeline(given.spec as Parameters<typeof makePipeline>[0], given.status),
    runs: given.runs,
    goneRuns: new Set(given.gone),
    now: given.now,
  }));

describe(`any facts, seed ${seed}`, () => {
  it('asked again with its own status, it says the same', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const plan = planPipeline(given);
        const again = planPipeline({
          ...given,
          pipeline: { ...given.pipeline, status: plan.status },
        });
        expect(isSame(again.status, plan.status)).toBe(true);
        expect(again.queue).toEqual(plan.queue);
      }),
      { numRuns: runs, seed },
    );
  });

  it('the ledger is sound, and the queue is what is left', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { status: next, queue, admitted, requeueAfterMs } = planPipeline(given);
        const active = next.active ?? [];
        expect(next.activeRuns ?? 0).toBe(active.length);
        expect(new Set(active.map((one) => one.uid)).size).toBe(active.length);
        expect(queue.map(({ position }) => position)).toEqual(queue.map((_, index) => index + 1));
        for (const one of queue) {
          expect(active.some((entry) => entry.uid === one.uid)).toBe(false);
        }
        for (const one of admitted) expect(active.some((entry) => entry.run === one)).toBe(true);
        const removed = (next.ended ?? []).filter((entry) => entry.removed === true);
        expect(new Set(removed.map((one) => one.run)).size).toBe(removed.length);
        expect(requeueAfterMs ?? 1).toBeGreaterThan(0);
      }),
      { numRuns: runs, seed },
    );
  });

  it('nobody is let in before another who could have had the place', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const plan = planPipeline(given);
        const before = new Set((given.pipeline.status?.active ?? []).map((entry) => entry.uid));
        const byUid = new Map(given.runs.map((one) => [one.uid, one]));
        const letIn = (plan.status.active ?? [])
          .filter((entry) => !before.has(entry.uid))
          .map((entry) => byUid.get(entry.uid))
          .filter((one) => one?.state === 'Waiting');
        const limited = plan.queue.filter(({ reason }) => reason === 'ConcurrencyLimit');
        for (const entry of limited) {
          const priority = byUid.get(entry.uid)?.priority ?? 0;
          for (const one of letIn) expect(one?.priority).toBeGreaterThanOrEqual(priority);
        }
      }),
      { numRuns: runs, seed },
    );
  });

  it('history deletes only what ended and what nobody resumes', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const byUid = new Map(given.runs.map((one) => [one.uid, one]));
        const resumed = [...byUid.values()]
          .filter(({ state }) => state === 'Waiting' || state === 'Held')
          .map(({ resumes }) => resumes);
        for (const action of planPipeline(given).actions) {
          const one = byUid.get(action.uid);
          expect([one?.name, one?.state, one?.deleting]).toEqual([action.name, 'Ended', false]);
          if (action.verb === 'deleteRun') expect(resumed).not.toContain(action.name);
        }
      }),
      { numRuns: runs, seed },
    );
  });

  it('a turn can be told to every run', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const plan = planPipeline(given);
        const pipeline = { ...given.pipeline, status: plan.status };
        const kinds = given.runs.map((one) =>
          turnOf(
            pipeline,
            one,
            plan.queue.find((entry) => entry.uid === one.uid),
          ),
        );
        for (const entry of plan.queue) {
          const index = given.runs.findLastIndex((one) => one.uid === entry.uid);
          expect(kinds[index]?.kind).toBe('Queued');
        }
      }),
      { numRuns: runs, seed },
    );
  });
});
