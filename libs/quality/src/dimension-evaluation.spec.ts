import { describe, expect, it } from '@jest/globals';
import { dimensionContract, makeValue } from './__fixtures__/dimension.ts';
import { Evaluation, type RowDecision } from './evaluation.ts';
import { qualityReport, type QualityReport } from './report.ts';
import type { Row } from './row.ts';

describe('Evaluation of a dimension', () => {
  function evaluateDimension(rows: readonly Row[]): {
    report: QualityReport;
    decisions: RowDecision[];
  } {
    const dimensions = new Map([['REGION', new Set(['SEAR', 'WPR'])]]);
    const evaluation = new Evaluation(dimensionContract, { dimensions });
    evaluation.open('COUNTRY');
    const decisions = rows.map((row, index) => evaluation.observe(row, index + 1));
    return { report: qualityReport([evaluation.finish(new Map())]), decisions };
  }

  it('judges its rows by its own fields', () => {
    const { report } = evaluateDimension([
      makeValue(),
      makeValue({ Code: 'MDV ', Title: 'Maldives' }),
      makeValue({ Code: 'IDN', Title: 'Indonesia', ParentCode: 'MARS' }),
      makeValue({ Code: 'AFR', Title: 'Africa', Dimension: 'REGION' }),
      makeValue({ Code: 'NPL', Title: null }),
    ]);
    const failed = report.checks.filter(({ rowsFailed }) => rowsFailed > 0);
    expect(Object.fromEntries(failed.map((found) => [found.check, found.rowsFailed]))).toEqual({
      required: 1,
      match: 1,
      code_format: 1,
      region_listed: 1,
    });
    expect(report.dataSets).toMatchObject([
      { kind: 'dimension', dataSet: 'COUNTRY', read: 5, accepted: 1, quarantined: 4 },
    ]);
  });

  it('takes a code under two parents for a contradiction when the code alone is the key', () => {
    const { report, decisions } = evaluateDimension([
      makeValue(),
      makeValue({ ParentCode: 'WPR' }),
      makeValue(),
    ]);
    const reason = 'key:ConflictingDuplicate';
    expect(decisions).toEqual([
      { fate: 'Accepted', reasons: [] },
      { fate: 'Quarantined', reasons: [reason], earlier: { line: 1, reason } },
      { fate: 'Collapsed', reasons: [] },
    ]);
    expect(report.checks.find(({ check }) => check === 'key')?.examples).toEqual([
      { dataSet: 'COUNTRY', line: 2, text: 'BTN: value Bhutan WPR contradicts line 1' },
    ]);
  });
});
