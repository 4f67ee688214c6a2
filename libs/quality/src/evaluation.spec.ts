import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanRow, cleanRows, standardContract } from './__fixtures__/rows.ts';
import { Evaluation, type RowDecision } from './evaluation.ts';
import type { PreviousLoad } from './finding.ts';
import { qualityReport, type QualityReport } from './report.ts';
import type { Row } from './row.ts';

const indicator = 'WHOSIS_000001';

function evaluate(
  rows: readonly Row[],
  previous: ReadonlyMap<string, PreviousLoad> = new Map(),
): { report: QualityReport; decisions: RowDecision[] } {
  const evaluation = new Evaluation(standardContract);
  evaluation.open(indicator);
  const decisions = rows.map((row, index) => evaluation.observe(row, index + 1));
  return { report: qualityReport([evaluation.finish(previous)]), decisions };
}

function failedRows(report: QualityReport): Record<string, number> {
  return Object.fromEntries(
    report.checks
      .filter(({ rowsFailed }) => rowsFailed > 0)
      .map(({ check, rowsFailed }) => [check, rowsFailed]),
  );
}

/** One way to spoil a row for each check; no spoiled row fails another check as well. */
const dirt: Record<string, Row> = {
  required_fields: { SpatialDim: null },
  field_types: { NumericValue: 'seventy' },
  indicator_match: { IndicatorCode: 'WHOSIS_000002' },
  time_sanity: { TimeDim: 2061 },
  life_expectancy_range: { NumericValue: 700, Low: null, High: null },
  known_region: { ParentLocationCode: 'MARS' },
  interval_contains_value: { NumericValue: 72 },
  false_zero: { Value: ' - ', NumericValue: 0, Low: null, High: null },
};

/** False zeros are out of the range of life expectancy too. */
const sideEffects: Record<string, string[]> = {
  false_zero: ['false_zero', 'life_expectancy_range'],
};

describe('Evaluation', () => {
  it('passes clean rows without a word', () => {
    const { report, decisions } = evaluate(cleanRows(50));
    expect(report.verdict).toBe('Passed');
    expect(report.rows).toEqual({ read: 50, accepted: 50, quarantined: 0, collapsed: 0 });
    expect(report.checks.map(({ outcome }) => outcome)).toEqual(
      standardContract.checks.map(() => 'Passed'),
    );
    expect(new Set(decisions.map(({ fate }) => fate))).toEqual(new Set(['Accepted']));
  });

  it('passes an empty data set', () => {
    expect(evaluate([]).report).toMatchObject({ verdict: 'Passed', rows: { read: 0 } });
  });

  it('collects every failure of a row', () => {
    const { decisions } = evaluate([
      cleanRow({ ParentLocationCode: 'MARS', NumericValue: 500, TimeDim: 1066 }),
    ]);
    expect(decisions).toEqual([
      {
        fate: 'Quarantined',
        reasons: [
          'time_sanity:YearOutOfRange',
          'life_expectancy_range:OutOfRange',
          'known_region:UnknownCode',
          'interval_contains_value:OutsideInterval',
        ],
      },
    ]);
  });

  it('quarantines all versions of a contradicted row and collapses repetitions', () => {
    const { report, decisions } = evaluate([
      cleanRow({ NumericValue: 69.5 }),
      cleanRow({ NumericValue: 69.5 }),
      cleanRow({ NumericValue: 70.5 }),
      cleanRow({ NumericValue: 70.5 }),
      cleanRow({ NumericValue: 70.6 }),
    ]);
    const reason = 'unique_key:ConflictingDuplicate';
    expect(decisions).toEqual([
      { fate: 'Accepted', reasons: [] },
      { fate: 'Collapsed', reasons: [] },
      { fate: 'Quarantined', reasons: [reason], earlier: { line: 1, reason } },
      { fate: 'Collapsed', reasons: [] },
      { fate: 'Quarantined', reasons: [reason] },
    ]);
    expect(report.rows).toEqual({ read: 5, accepted: 0, quarantined: 3, collapsed: 2 });
    expect(failedRows(report)).toEqual({ unique_key: 3 });
    expect(report.verdict).toBe('PassedWithQuarantine');
  });

  it('counts a row once that is out of range and later contradicted', () => {
    const { report } = evaluate([
      cleanRow({ ParentLocationCode: 'MARS' }),
      cleanRow({ NumericValue: 70.5 }),
    ]);
    expect(report.rows).toMatchObject({ read: 2, accepted: 0, quarantined: 2 });
    expect(failedRows(report)).toEqual({ unique_key: 2, known_region: 1 });
  });

  it('names the rows in its examples', () => {
    const { report } = evaluate([
      cleanRow({ NumericValue: 36.9, Low: 39.67, High: 50.29, Dim1: 'RESIDENCEAREATYPE_URB' }),
    ]);
    expect(report.checks.find(({ check }) => check === 'interval_contains_value')).toMatchObject({
      rowsChecked: 1,
      rowsFailed: 1,
      outcome: 'Warned',
      reasons: { OutsideInterval: 1 },
      examples: [
        {
          dataSet: indicator,
          line: 1,
          text: 'BTN 2016 RESIDENCEAREATYPE_URB: 36.9 not in [39.67, 50.29]',
        },
      ],
    });
  });

  it('keeps few examples of many failures', () => {
    const rows = cleanRows(500).map((row) => ({ ...row, ParentLocationCode: 'MARS' }));
    const { report } = evaluate(rows);
    const result = report.checks.find(({ check }) => check === 'known_region');
    expect(result?.rowsFailed).toBe(500);
    expect(result?.examples).toHaveLength(20);
  });

  it('fails when more rows fail than the contract tolerates', () => {
    const rows = cleanRows(1001).map((row) => ({ ...row, ParentLocationCode: 'MARS' }));
    const { report } = evaluate(rows);
    expect(report.verdict).toBe('Failed');
    expect(report.checks.find(({ check }) => check === 'known_region')).toMatchObject({
      outcome: 'Failed',
      breach: { rowsFailed: 1001, rowsAllowed: 1000 },
    });
  });

  it('loads rows that only warn, and warns beyond the threshold', () => {
    const rows = cleanRows(10).map((row, index) =>
      index < 6 ? { ...row, NumericValue: null } : row,
    );
    const { report } = evaluate(rows);
    expect(report.rows).toMatchObject({ accepted: 10, quarantined: 0 });
    expect(report.verdict).toBe('Passed');
    expect(report.checks.find(({ check }) => check === 'null_ratio')).toMatchObject({
      outcome: 'Warned',
      breach: { dataSet: indicator, rowsFailed: 6, rowsAllowed: 5 },
    });
  });

  it('compares the row count with the last good load', () => {
    const { report } = evaluate(cleanRows(70), new Map([[indicator, { rows: 100 }]]));
    expect(report.verdict).toBe('Failed');
    expect(report.checks.find(({ check }) => check === 'row_count_change')).toMatchObject({
      outcome: 'Failed',
      rowsFailed: 30,
      examples: [
        { dataSet: indicator, text: 'WHOSIS_000001: 70 rows, 100 in the last good load (-30.0 %)' },
      ],
    });
  });

  it('separates a check that breaks down from a check that fails', () => {
    // Without a key the ledger does not read Low; the interval check does.
    const broken = Object.defineProperty({ ...cleanRow({ SpatialDim: null }) }, 'Low', {
      get: () => {
        throw new Error('no such luck');
      },
    });
    const { report } = evaluate([cleanRow(), broken, broken]);
    expect(report.verdict).toBe('Inconclusive');
    expect(report.executionErrors).toEqual([
      { check: 'interval_contains_value', dataSet: indicator, line: 2, message: 'no such luck' },
    ]);
  });

  it('refuses a contract with problems', () => {
    expect(() => new Evaluation({ ...standardContract, name: 'empty', checks: [] })).toThrow(
      'quality contract empty is unusable: checks hold 0 of type required_fields',
    );
  });

  it('refuses to open a data set twice', () => {
    const evaluation = new Evaluation(standardContract);
    evaluation.open(indicator);
    expect(() => {
      evaluation.open(indicator);
    }).toThrow('data set WHOSIS_000001 was opened before');
  });
});

describe('Evaluation of planted dirt', () => {
  const kinds = Object.keys(dirt);
  const plans = fc.record({
    clean: fc.nat(40),
    dirty: fc.dictionary(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 12 })),
    equal: fc.nat(8),
    contradictions: fc.nat(8),
  });

  /** Builds the rows of a plan; every row has a key of its own unless it is a planted duplicate. */
  function build(plan: {
    clean: number;
    dirty: Record<string, number>;
    equal: number;
    contradictions: number;
  }): Row[] {
    let sequence = 0;
    const nextKey = (): Row => ({ Dim2: `AGE_${(sequence += 1)}` });
    const dirtyRows = Object.entries(plan.dirty).flatMap(([kind, count]) =>
      Array.from({ length: count }, () => cleanRow({ ...nextKey(), ...dirt[kind] })),
    );
    const pairs = (count: number, change: Row): Row[] =>
      Array.from({ length: count }, nextKey).flatMap((key) => [
        cleanRow(key),
        cleanRow({ ...key, ...change }),
      ]);
    return [
      ...Array.from({ length: plan.clean }, () => cleanRow(nextKey())),
      ...dirtyRows,
      ...pairs(plan.equal, { Id: 99 }),
      ...pairs(plan.contradictions, { NumericValue: 70.9 }),
    ];
  }

  const shuffledPlans = plans.chain((plan) => {
    const rows = build(plan);
    return fc
      .shuffledSubarray(rows, { minLength: rows.length })
      .map((shuffled) => ({ plan, rows: shuffled }));
  });

  it('catches every planted row, counts it exactly and does not depend on the order', () => {
    fc.assert(
      fc.property(shuffledPlans, ({ plan, rows }) => {
        const { report } = evaluate(rows);
        const want: Record<string, number> = {};
        for (const [kind, count] of Object.entries(plan.dirty)) {
          for (const check of sideEffects[kind] ?? [kind]) {
            want[check] = (want[check] ?? 0) + count;
          }
        }
        if (plan.contradictions > 0) {
          want.unique_key = 2 * plan.contradictions;
        }
        expect(failedRows(report)).toEqual(want);
        const dirty = Object.values(plan.dirty).reduce((sum, count) => sum + count, 0);
        const quarantined = dirty + 2 * plan.contradictions;
        expect(report.rows).toEqual({
          read: rows.length,
          accepted: rows.length - quarantined - plan.equal,
          quarantined,
          collapsed: plan.equal,
        });
      }),
    );
  });

  it('judges any JSON without breaking down, and loses no row', () => {
    const anyRow = fc.dictionary(
      fc.constantFrom(...Object.keys(cleanRow())),
      fc.jsonValue({ maxDepth: 2 }),
    ) as fc.Arbitrary<Row>;
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), (rows) => {
        const { report, decisions } = evaluate(rows);
        const { read, accepted, quarantined, collapsed } = report.rows;
        expect(report.executionErrors).toEqual([]);
        expect(read).toBe(rows.length);
        expect(accepted + quarantined + collapsed).toBe(read);
        expect(decisions.filter(({ fate }) => fate === 'Collapsed')).toHaveLength(collapsed);
      }),
    );
  });
});
