import { describe, expect, it } from '@jest/globals';
import type { StoredPipeline, StoredPipelineRun } from '@gho-platform/api';
import { ObservedRuns } from './observed-runs.ts';

function makeRun(priority: number): StoredPipelineRun {
  return {
    metadata: { name: 'a', uid: 'uid-of-a', creationTimestamp: '2026-06-01T00:00:00Z' },
    spec: {
      pipelineRef: { name: 'gho' },
      priority,
      parameters: [{ name: 'date', value: '2026-06-01' }],
    },
  } as unknown as StoredPipelineRun;
}

function makePipeline(metadata: object, parameter?: string): StoredPipeline {
  const partition = parameter === undefined ? {} : { partition: { parameter } };
  return {
    metadata: { name: 'gho', uid: 'uid-of-gho', generation: 1, ...metadata },
    spec: { parameters: [{ name: 'date' }], stages: [], ...partition },
  } as unknown as StoredPipeline;
}

describe('ObservedRuns', () => {
  const pipeline = makePipeline({});
  const partitioned = makePipeline({ generation: 2 }, 'date');
  const another = makePipeline({ uid: 'uid-of-another' }, 'date');

  it('observes a run once while nothing changes that matters to it', () => {
    const runs = new ObservedRuns();
    const run = makeRun(1);
    const first = runs.observe(run, pipeline, false);
    // Read from the API server a Pipeline is another object; its status says nothing about the run.
    expect(runs.observe(run, structuredClone(pipeline), false)).toBe(first);
    expect(first).toMatchObject({ name: 'a', priority: 1, hasJobs: false, state: 'Waiting' });
  });

  it('observes again what replaced the run in the cache', () => {
    const runs = new ObservedRuns();
    const priorities = [1, 2].map((one) => runs.observe(makeRun(one), pipeline, false).priority);
    expect(priorities).toEqual([1, 2]);
  });

  it.each([
    ['changed', partitioned],
    ['created anew', another],
  ])('observes the same run again when its Pipeline was %s', (_, of) => {
    const runs = new ObservedRuns();
    const run = makeRun(1);
    expect(runs.observe(run, pipeline, false).partition).toBeUndefined();
    expect(runs.observe(run, of, false).partition).toBe('2026-06-01');
  });

  it('observes the same run again when Jobs of it came or went', () => {
    const runs = new ObservedRuns();
    const run = makeRun(1);
    expect([true, false].map((has) => runs.observe(run, pipeline, has).hasJobs)).toEqual([
      true,
      false,
    ]);
  });
});
