import { describe, expect, it } from '@jest/globals';
import { resultsOf } from './results.ts';
import type { StageStatus } from './types.ts';

const stages: StageStatus[] = [
  { name: 'ingest', state: 'Succeeded', rows: { read: 100, written: 90 } },
  {
    name: 'transform',
    state: 'Succeeded',
    rows: { read: 90, written: 60, unchanged: 20, rejected: 10 },
    quality: { checks: 9, passed: 8 },
  },
  { name: 'dbt', state: 'Succeeded', tests: { total: 31, passed: 31 } },
  { name: 'train', state: 'Succeeded', model: { name: 'life-expectancy', version: '3' } },
];

describe('resultsOf', () => {
  it('picks the figures that are worth a column', () => {
    expect(resultsOf(stages)).toEqual({
      rowsIngested: 90,
      rowsLoaded: 80,
      rowsRejected: 10,
      quality: '8/9',
      tests: '31/31',
      model: 'life-expectancy/3',
    });
  });

  it('is absent while no stage has a figure', () => {
    expect(resultsOf([{ name: 'ingest', state: 'Running' }])).toBeUndefined();
  });

  it('does not count rows of a stage that failed as loaded', () => {
    const halted = stages
      .slice(0, 2)
      .map((stage): StageStatus =>
        stage.name === 'transform' ? { ...stage, state: 'Failed' } : stage,
      );
    expect(resultsOf(halted)).toEqual({ rowsIngested: 90, rowsRejected: 10, quality: '8/9' });
  });
});
