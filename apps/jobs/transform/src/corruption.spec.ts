import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  Evaluation,
  qualityReport,
  type PreviousLoad,
  type QualityContract,
  type QualityReport,
  type ReferenceData,
  type Row,
} from '@gho-platform/quality';
import fc from 'fast-check';
import { corruptions } from './__fixtures__/corruption.ts';
import {
  ingestionDate,
  readRecording,
  readReferenceData,
  recordings,
} from './__fixtures__/recordings.ts';
import { loadContract } from './contract-file.ts';

const builtIn = join(import.meta.dirname, '../contracts/gho-observation.yaml');
const seed = Number(process.env.MODEL_SEED ?? Math.trunc(Math.random() * 2 ** 31));

/** Mortality in percent: zero is a possible value, so a false zero breaks one rule only. */
const indicator = 'NCDMORT3070';
const sampleSize = 900;

let contract: QualityContract;
const reference = readReferenceData();
/** In the order of the pull, which is not that of places or years; far from all, to be quick. */
const cleanRows = readRecording(indicator).slice(0, 3000);

beforeAll(async () => {
  contract = await loadContract(builtIn);
});

function evaluate(
  rows: readonly Row[],
  previous?: PreviousLoad,
  facts: ReferenceData = reference,
): QualityReport {
  const evaluation = new Evaluation(contract, facts);
  evaluation.open(indicator);
  rows.forEach((row, index) => evaluation.observe(row, index + 1));
  return qualityReport([evaluation.finish(new Map(previous && [[indicator, previous]]))]);
}

/** Rows by the code under which they were reported. */
function countsOf({ checks }: QualityReport): Record<string, number> {
  const counts = checks.flatMap(({ check, reasons }) =>
    Object.entries(reasons).map(([reason, rows]) => [`${check}:${reason}`, rows] as const),
  );
  return Object.fromEntries(counts);
}

/** What a clean load of the recorded rows leaves for the next one. */
function cleanLoad(): PreviousLoad {
  const [{ read, profile } = { read: 0, profile: {} }] = evaluate(cleanRows).dataSets;
  return { rows: read, distribution: profile.distribution };
}

describe('the built-in contract on recorded WHO data', () => {
  it.each(Object.keys(recordings))('raises no false alarm on %s', (code) => {
    const evaluation = new Evaluation(contract, reference);
    evaluation.open(code);
    const rows = readRecording(code);
    rows.forEach((row, index) => evaluation.observe(row, index + 1));
    const report = qualityReport([evaluation.finish(new Map())]);
    expect(report.checks.filter(({ outcome }) => outcome !== 'Passed')).toEqual([]);
    expect(report.rows).toMatchObject({ read: rows.length, accepted: rows.length });
  });
});

describe(`the built-in contract on planted dirt, seed ${seed}`, () => {
  const names = Object.keys(corruptions);
  const plans = fc.record({
    offset: fc.nat(cleanRows.length - sampleSize),
    plants: fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1, max: 9 })),
    repeated: fc.nat(5),
  });

  it.each(Object.entries(corruptions))('finds %s', (_, { code, isFit, plant, failing = 1 }) => {
    const index = cleanRows.findIndex(isFit);
    const rows = cleanRows.flatMap((row, at) => (at === index ? plant(row) : [row]));
    expect(countsOf(evaluate(rows))).toEqual({ [code]: failing });
  });

  it('counts every class exactly, however they are mixed', () => {
    fc.assert(
      fc.property(plans, ({ offset, plants, repeated }) => {
        const sample = cleanRows.slice(offset, offset + sampleSize);
        const { rows, want } = corrupt(sample, plants);
        const repetitions = sample.slice(-repeated || sample.length).slice(0, repeated);
        const report = evaluate([...rows, ...repetitions.map((row) => ({ ...row, Id: -1 }))]);
        expect(countsOf(report)).toEqual(want);
        const { 'null_ratio:NullValue': loaded = 0, ...setAside } = want;
        const quarantined = Object.values(setAside).reduce((sum, count) => sum + count, 0);
        expect(loaded + quarantined).toBeGreaterThanOrEqual(Object.keys(plants).length);
        expect(report.rows).toMatchObject({ quarantined, collapsed: repeated });
      }),
      { seed, numRuns: 25 },
    );
  });

  /** Plants each class into rows of their own; the last rows of the sample stay as they are. */
  function corrupt(
    sample: readonly Row[],
    plants: Readonly<Record<string, number>>,
  ): { rows: Row[]; want: Record<string, number> } {
    const pending = Object.entries(plants).flatMap(([name, count]) =>
      Array.from({ length: count }, () => corruptions[name]),
    );
    const want: Record<string, number> = {};
    const rows = sample.flatMap((row, index) => {
      const at = pending.findIndex((corruption) => corruption?.isFit(row));
      const [corruption] = index % 3 === 0 && at >= 0 ? pending.splice(at, 1) : [];
      if (corruption === undefined) {
        return [row];
      }
      const { code, failing = 1 } = corruption;
      want[code] = (want[code] ?? 0) + failing;
      return corruption.plant(row);
    });
    expect(pending).toEqual([]);
    return { rows, want };
  }
});

describe('the built-in contract on data sets that went wrong', () => {
  const year = 365 * 86_400_000;

  it('finds an answer that was cut off', () => {
    const report = evaluate(cleanRows.slice(0, 2000), cleanLoad());
    expect(countsOf(report)).toEqual({ 'row_count_change:RowCountDropped': 1000 });
    expect(report.verdict).toBe('Failed');
  });

  it('finds values in another unit', () => {
    const shares = cleanRows.map((row) => ({ ...row, ...shareOf(row) }));
    const before = cleanLoad();
    expect(evaluate(cleanRows, before).verdict).toBe('Passed');
    const report = evaluate(shares, before);
    expect(countsOf(report)).toEqual({ 'distribution_shift:DistributionShifted': 3000 });
    expect(report.verdict).toBe('Failed');
  });

  it('finds a source that was not stored for years', () => {
    const later = new Date(Date.parse(ingestionDate) + 6 * year).toISOString().slice(0, 10);
    const report = evaluate(cleanRows, undefined, { ...reference, ingestionDate: later });
    expect(countsOf(report)).toEqual({
      'stored_lately:Stale': 3000,
      'recent_years:Stale': 3000,
    });
    expect(report.verdict).toBe('Passed');
  });

  it('finds a clock that runs ahead', () => {
    const rows = cleanRows.map((row) => ({ ...row, Date: '2031-01-01T00:00:00+01:00' }));
    expect(countsOf(evaluate(rows))).toEqual({ 'stored_lately:FromTheFuture': 3000 });
  });

  it('finds an indicator that left the catalogue', () => {
    const report = evaluate(cleanRows, undefined, { ...reference, indicatorCodes: new Set() });
    expect(countsOf(report)).toEqual({ 'known_indicator:UnknownIndicator': 3000 });
  });

  /** The same figures as shares of one instead of percent. */
  function shareOf({ NumericValue: value, Low: low, High: high }: Row): Row {
    const share = (part: unknown): number | null => (typeof part === 'number' ? part / 100 : null);
    return { NumericValue: share(value), Low: share(low), High: share(high) };
  }
});
