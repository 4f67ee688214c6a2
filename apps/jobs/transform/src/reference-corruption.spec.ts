import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  contractFor,
  Evaluation,
  qualityReport,
  type DataSet,
  type PreviousLoad,
  type QualityContract,
  type QualityReport,
  type Row,
} from '@gho-platform/quality';
import fc from 'fast-check';
import {
  readReferenceData,
  readReferenceRecording,
  type ReferenceRecording,
} from './__fixtures__/recordings.ts';
import { referenceCorruptions } from './__fixtures__/reference-corruption.ts';
import { loadContracts } from './contract-file.ts';

const seed = Number(process.env.MODEL_SEED ?? Math.trunc(Math.random() * 2 ** 31));
const reference = readReferenceData();
const names: readonly ReferenceRecording[] = [
  'dimension=COUNTRY',
  'dimension=REGION',
  'catalogue=Indicator',
];
let contracts: readonly QualityContract[];

beforeAll(async () => {
  contracts = await loadContracts(join(import.meta.dirname, '../contracts'), []);
});

function evaluate(
  name: ReferenceRecording,
  rows: readonly Row[],
  previous?: PreviousLoad,
): QualityReport {
  const [kind, code = ''] = name.split('=');
  const evaluation = new Evaluation(contractFor(contracts, { kind, code } as DataSet), reference);
  evaluation.open(code);
  rows.forEach((row, index) => evaluation.observe(row, index + 1));
  return qualityReport([evaluation.finish(new Map(previous && [[code, previous]]))]);
}

/** Rows by the code under which they were reported. */
function countsOf({ checks }: QualityReport): Record<string, number> {
  const counts = checks.flatMap(({ check, reasons }) =>
    Object.entries(reasons).map(([reason, rows]) => [`${check}:${reason}`, rows] as const),
  );
  return Object.fromEntries(counts);
}

describe('the built-in contracts on recorded dimensions and the catalogue', () => {
  it.each(names)('raise no false alarm on %s', (name) => {
    const rows = readReferenceRecording(name);
    const report = evaluate(name, rows, { rows: rows.length });
    expect(report.checks.filter(({ outcome }) => outcome !== 'Passed')).toEqual([]);
    expect(report.dataSets).toMatchObject([{ read: rows.length, accepted: rows.length }]);
    expect(report.checks.filter(({ rowsChecked }) => rowsChecked === 0)).toEqual([]);
  });
});

describe.each(Object.entries(referenceCorruptions))('dirt planted in %s', (key, corruptions) => {
  const name = key as ReferenceRecording;
  // Far from the whole catalogue, to be quick.
  const rows = readReferenceRecording(name).slice(0, 500);

  it.each(Object.entries(corruptions))('is found: %s', (_, { codes, plant, isFit }) => {
    const index = rows.findIndex(isFit);
    const dirty = rows.flatMap((row, at) => (at === index ? plant(row) : [row]));
    expect(countsOf(evaluate(name, dirty))).toEqual(together(normal[name], codes));
  });

  it.each(Object.entries(corruptions))('stops the load when it is everywhere: %s', (_, dirt) => {
    const dirty = rows.flatMap((row) => (dirt.isFit(row) ? dirt.plant(row) : [row]));
    expect(evaluate(name, dirty).verdict).toBe('Failed');
  });

  it(`is counted exactly, however it is mixed, seed ${seed}`, () => {
    const plans = fc.record({
      plants: fc.dictionary(
        fc.constantFrom(...Object.keys(corruptions)),
        fc.integer({ min: 1, max: 3 }),
      ),
      repeated: fc.nat(5),
      order: fc.infiniteStream(fc.nat()),
    });
    fc.assert(
      fc.property(plans, ({ plants, repeated, order }) => {
        const { dirty, clean, want } = corrupt(plants);
        const read = shuffle([...dirty, ...clean, ...clean.slice(0, repeated)], order);
        const report = evaluate(name, read);
        expect(countsOf(report)).toEqual(want);
        expect(report.dataSets).toMatchObject([{ read: read.length, collapsed: repeated }]);
      }),
      { seed, numRuns: 40 },
    );
  });

  /** Plants each class into rows of its own; the others stay as they are. */
  function corrupt(plants: Readonly<Record<string, number>>): {
    dirty: Row[];
    clean: Row[];
    want: Record<string, number>;
  } {
    const clean = [...rows];
    let want = together(normal[name], {});
    const dirty = Object.entries(plants).flatMap(([kind, count]) =>
      Array.from({ length: count }, () => corruptions[kind]).flatMap((corruption) => {
        const at = clean.findIndex((row) => corruption?.isFit(row) === true);
        const [row] = at < 0 ? [] : clean.splice(at, 1);
        if (row === undefined || corruption === undefined) {
          return [];
        }
        want = together(want, corruption.codes);
        return corruption.plant(row);
      }),
    );
    return { dirty, clean, want };
  }
});

/** Six places without a WHO region are normal. */
const normal: Readonly<Partial<Record<ReferenceRecording, Record<string, number>>>> = {
  'dimension=COUNTRY': { 'country_without_region:NullValue': 6 },
};

/** Adds counts by their codes. */
function together(
  some: Readonly<Record<string, number>> = {},
  others: Readonly<Record<string, number>>,
): Record<string, number> {
  const codes = Object.keys({ ...some, ...others });
  return Object.fromEntries(codes.map((code) => [code, (some[code] ?? 0) + (others[code] ?? 0)]));
}

function shuffle<T>(items: readonly T[], order: Iterable<number>): T[] {
  const left = [...items];
  const shuffled: T[] = [];
  for (const next of order) {
    if (left.length === 0) {
      break;
    }
    shuffled.push(...left.splice(next % left.length, 1));
  }
  return shuffled;
}

describe('the built-in contracts on answers that went wrong as a whole', () => {
  const countries = readReferenceRecording('dimension=COUNTRY');
  const before = { rows: countries.length };

  /** Names of the failed checks; a load with one of them is rejected. */
  function failed(
    name: ReferenceRecording,
    rows: readonly Row[],
    previous?: PreviousLoad,
  ): string[] {
    const { verdict, checks } = evaluate(name, rows, previous);
    const found = checks.filter(({ outcome }) => outcome === 'Failed');
    expect(verdict).toBe(found.length > 0 ? 'Failed' : 'Passed');
    return found.map(({ check }) => check);
  }

  it('stop at a COUNTRY dimension that was cut off', () => {
    expect(failed('dimension=COUNTRY', countries.slice(0, 200), before)).toEqual([
      'country_row_count_change',
    ]);
  });

  it('stop at a COUNTRY dimension that grew by more than a former country or two', () => {
    const doubled = countries.flatMap((row) => [row, { ...row, Code: `${String(row.Code)}9` }]);
    expect(failed('dimension=COUNTRY', doubled.slice(0, 300), before)).toContain(
      'country_row_count_change',
    );
  });

  it('stop at the answer for another dimension', () => {
    expect(failed('dimension=COUNTRY', readReferenceRecording('dimension=REGION'))).toEqual([
      'country_dimension',
      'country_code_format',
      'country_without_region',
    ]);
  });

  it('stop when the regions were left out', () => {
    const orphans = countries.map((row) => ({
      ...row,
      ...{ ParentDimension: null, ParentCode: null, ParentTitle: null },
    }));
    expect(failed('dimension=COUNTRY', orphans, before)).toEqual(['country_without_region']);
  });

  it('stop at more odd countries than two', () => {
    const oddly = (count: number): Row[] =>
      countries.map((row, index) => (index < count ? { ...row, ParentCode: 'MARS' } : row));
    expect(evaluate('dimension=COUNTRY', oddly(2)).verdict).toBe('PassedWithQuarantine');
    expect(failed('dimension=COUNTRY', oddly(3))).toEqual([
      'country_who_region',
      'country_region_listed',
    ]);
  });

  it('stop at a catalogue that was cut off', () => {
    const catalogue = readReferenceRecording('catalogue=Indicator');
    const previous = { rows: catalogue.length };
    expect(failed('catalogue=Indicator', catalogue.slice(0, 2500), previous)).toEqual([
      'catalogue_row_count_change',
    ]);
  });

  it('warn of another dimension that was cut off', () => {
    const regions = readReferenceRecording('dimension=REGION');
    const report = evaluate('dimension=REGION', regions.slice(0, 20), { rows: regions.length });
    expect(report.verdict).toBe('Passed');
    expect(countsOf(report)).toEqual({ 'dimension_row_count_change:RowCountDropped': 20 });
  });
});
