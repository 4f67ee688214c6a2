import { describe, expect, it } from '@jest/globals';
import type { ObservedRun } from './facts.ts';
import { makeObservedRun, makePipeline } from './testing/index.ts';
import { planPipeline } from './plan-pipeline.ts';
import type { PipelinePlan } from './plan-types.ts';

/** A queue of runs in the order of their names, behind one that is under way. */
function planOf(waiting: readonly Partial<ObservedRun>[], time: string): PipelinePlan {
  const runs = waiting.map((fields, index) =>
    makeObservedRun(`run-${String(index).padStart(5, '0')}`, fields),
  );
  return planPipeline({
    pipeline: makePipeline({ concurrency: { limit: 1 } }),
    runs: [makeObservedRun('busy', { state: 'Started' }), ...runs],
    goneRuns: new Set(),
    now: `2026-06-01T${time}Z`,
  });
}

/** So many runs, of which each shows a position behind its own, since 01:00. */
function behind(length: number): readonly Partial<ObservedRun>[] {
  const at = '2026-06-01T01:00:00Z';
  return Array.from({ length }, (_, index) => ({ shown: { position: index + 2, at } }));
}

describe('refresh', () => {
  it('shows a position at once to a run that shows none', () => {
    expect(planOf([{}, {}], '01:00:00').refresh).toEqual(['run-00000', 'run-00001']);
  });

  it('writes no position that is shown already', () => {
    const at = '2026-06-01T00:00:00Z';
    const plan = planOf(
      [{ shown: { position: 1, at } }, { shown: { position: 2, at } }],
      '01:00:00',
    );
    expect([plan.refresh, plan.requeueAfterMs]).toEqual([[], undefined]);
  });

  it('writes all positions of a short queue at once', () => {
    expect(planOf(behind(3), '01:00:00').refresh).toHaveLength(3);
  });

  it('writes positions of a longer queue after half a second for each run', () => {
    const early = planOf(behind(600), '01:04:59.999');
    expect([early.refresh, early.requeueAfterMs]).toEqual([[], 1]);
    expect(planOf(behind(600), '01:05:00').refresh).toHaveLength(600);
  });

  it('writes a position that was shown in the future: the clock went back', () => {
    expect(planOf(behind(600), '00:00:00').refresh).toHaveLength(600);
  });

  it('writes a position that was shown at no time', () => {
    const waiting = behind(600).map(() => ({ shown: { position: 9_999, at: 'soon' } }));
    expect(planOf(waiting, '01:00:00').refresh).toHaveLength(600);
  });

  it.each([5, 50, 200])(
    'costs at most two writes a second in a queue of %i that moves',
    (length) => {
      const shown = new Map<string, ObservedRun['shown']>();
      let writes = 0;
      const seconds = 3 * length;
      for (let second = 0; second < seconds; second += 1) {
        const now = new Date(Date.UTC(2026, 5, 1, 2, 0, second)).toISOString();
        // With each second one run leaves at the front and another comes at the end.
        const names = Array.from({ length }, (_, index) => `run-${second + index}`);
        const waiting = names.map((name, index) => {
          const before = shown.get(name);
          const createdAt = new Date(Date.UTC(2026, 5, 1, 0, 0, second + index)).toISOString();
          return makeObservedRun(name, {
            createdAt,
            ...(before === undefined ? {} : { shown: before }),
          });
        });
        const plan = planPipeline({
          pipeline: makePipeline({ concurrency: { limit: 1 } }),
          runs: [makeObservedRun('busy', { state: 'Started' }), ...waiting],
          goneRuns: new Set(),
          now,
        });
        for (const name of plan.refresh) {
          if (shown.has(name)) writes += 1;
          shown.set(name, { position: names.indexOf(name) + 1, at: now });
        }
      }
      expect(writes).toBeGreaterThan(0);
      expect(writes / seconds).toBeLessThanOrEqual(2);
    },
  );
});
