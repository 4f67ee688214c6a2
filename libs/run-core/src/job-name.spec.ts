import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobName } from './job-name.ts';

const runName = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/);
const stageName = fc.stringMatching(/^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$/);
const attempt = fc.integer({ min: 1, max: 999 });

describe('jobName', () => {
  it('is run, stage and attempt where that fits', () => {
    expect(jobName({ run: 'gho-1', stage: 'ingest', attempt: 2 })).toBe('gho-1-ingest-2');
  });

  it('shortens the name of the run and adds a hash', () => {
    const run = 'a-very-long-name-of-a-run-that-somebody-gave-it-for-good-reason';
    const name = jobName({ run, stage: 'transform', attempt: 10 });
    expect(name).toBe('a-very-long-name-of-a-run-that-somebo-48ba0ce6-transform-10');
  });

  it('tells runs apart that differ only in what is cut or replaced', () => {
    const names = ['a.b', 'a-b', 'a..b'].map((run) => jobName({ run, stage: 's', attempt: 1 }));
    expect(new Set(names).size).toBe(3);
  });

  it('tells runs apart where stage names have hyphens', () => {
    const life = jobName({ run: 'life', stage: 're-ingest', attempt: 1 });
    expect(life).toMatch(/^life-[0-9a-f]{8}-re-ingest-1$/);
    expect(jobName({ run: 'life-re', stage: 'ingest', attempt: 1 })).toBe('life-re-ingest-1');
    // Not even a run that is named after the other one's Job gets in its way.
    const copied = life.replace('-ingest-1', '');
    expect(jobName({ run: copied, stage: 'ingest', attempt: 1 })).not.toBe(life);
  });

  it('never collides between runs', () => {
    const part = fc.constantFrom('a', 'b', 'a-b', 'b-a', 'a-b-a', 'a-1', '1');
    const stage = fc.constantFrom('a', 'b', 'a-b', 'b-a', 'a-1');
    const parts = fc.record({ run: part, stage, attempt: fc.integer({ min: 1, max: 2 }) });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        fc.pre(one.run !== other.run || one.stage !== other.stage || one.attempt !== other.attempt);
        expect(jobName(one)).not.toBe(jobName(other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is always a DNS label, with an index behind it too', () => {
    fc.assert(
      fc.property(runName, stageName, attempt, (run, stage, number) => {
        const host = `${jobName({ run, stage, attempt: number })}-255`;
        expect(host).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  it('never collides within a run', () => {
    const child = fc.tuple(stageName, attempt);
    fc.assert(
      fc.property(runName, child, child, (run, [stageA, a], [stageB, b]) => {
        fc.pre(stageA !== stageB || a !== b);
        expect(jobName({ run, stage: stageA, attempt: a })).not.toBe(
          jobName({ run, stage: stageB, attempt: b }),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
