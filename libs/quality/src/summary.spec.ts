import { describe, expect, it } from '@jest/globals';
import { cleanRow, standardContract } from './__fixtures__/rows.ts';
import { Evaluation } from './evaluation.ts';
import { qualityReport, type QualityReport } from './report.ts';
import { failureMessage, summarize } from './summary.ts';

function reportOf(maximumRows: number): QualityReport {
  const evaluation = new Evaluation({
    ...standardContract,
    checks: standardContract.checks.map((check) => ({
      ...check,
      threshold: check.severity === 'Warn' ? { maxRows: 0 } : { maxRows: maximumRows },
    })),
  });
  evaluation.open('WHOSIS_000001');
  for (let line = 1; line <= 5; line += 1) {
    evaluation.observe(cleanRow({ SpatialDim: `C${line}`, NumericValue: 200 }), line);
  }
  evaluation.observe(cleanRow({ SpatialDim: 'D', ParentLocationCode: 'MARS' }), 6);
  evaluation.observe(cleanRow({ SpatialDim: 'E', NumericValue: null }), 7);
  return qualityReport([evaluation.finish(new Map())]);
}

describe('summarize', () => {
  it('counts outcomes and puts failures first, then warnings, each by rows', () => {
    const summary = summarize(reportOf(1));
    expect(summary).toMatchObject({ checks: 15, passed: 11, warned: 2, failed: 2 });
    expect(summary.worst.map(({ check, outcome, rows }) => [check, outcome, rows])).toEqual([
      ['life_expectancy_range', 'Failed', 5],
      ['interval_contains_value', 'Failed', 5],
      ['known_region', 'Warned', 1],
      ['null_ratio', 'Warned', 1],
    ]);
    expect(summary.worst[0]?.examples).toEqual([
      'C1 2016 SEX_BTSX: 200 not in [10, 100]',
      'C2 2016 SEX_BTSX: 200 not in [10, 100]',
      'C3 2016 SEX_BTSX: 200 not in [10, 100]',
    ]);
  });
});

describe('failureMessage', () => {
  it('says which checks failed by how much', () => {
    expect(failureMessage(reportOf(1))).toBe(
      '2 of 15 checks failed: life_expectancy_range (5 rows, allowed 1), ' +
        'interval_contains_value (5 rows, allowed 1)',
    );
  });
});
