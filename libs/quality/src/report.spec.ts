import { describe, expect, it } from '@jest/globals';
import { dimensionContract, makeValue } from './__fixtures__/dimension.ts';
import { cleanRows, standardContract } from './__fixtures__/rows.ts';
import { Evaluation } from './evaluation.ts';
import { qualityReport } from './report.ts';

const indicator = 'WHOSIS_000001';

describe('qualityReport', () => {
  it('sums up several contracts: checks and data sets of all, rows of the indicators', () => {
    const observations = new Evaluation(standardContract);
    observations.open(indicator);
    cleanRows(3).forEach((row, index) => observations.observe(row, index + 1));
    const dimension = new Evaluation(dimensionContract);
    dimension.open('COUNTRY');
    dimension.observe(makeValue({ Code: 'x' }), 1);
    const report = qualityReport([dimension.finish(new Map()), observations.finish(new Map())]);
    expect(report).toMatchObject({
      contracts: [
        { name: 'gho-country', version: 1 },
        { name: 'gho-observation', version: 1 },
      ],
      // One row is set aside, though it is none of those that are loaded.
      verdict: 'PassedWithQuarantine',
      rows: { read: 3, accepted: 3, quarantined: 0, collapsed: 0 },
      dataSets: [
        { kind: 'dimension', dataSet: 'COUNTRY', quarantined: 1 },
        { kind: 'indicator', dataSet: indicator, quarantined: 0 },
      ],
    });
    expect(report.checks).toHaveLength(
      dimensionContract.checks.length + standardContract.checks.length,
    );
    expect(report.checks[0]).toMatchObject({ check: 'required', contract: 'gho-country' });
  });
});
