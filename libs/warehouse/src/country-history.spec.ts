import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { observeCountry, type CountryVersion } from './country-history.ts';

const inSear = { name: 'Indonesia', regionCode: 'SEAR', regionName: 'South-East Asia' };
const inWpr = { name: 'Indonesia', regionCode: 'WPR', regionName: 'Western Pacific' };

interface Pull {
  readonly date: string;
  readonly attributes: typeof inSear;
}

function historyOf(pulls: readonly Pull[]): readonly CountryVersion[] {
  let history: readonly CountryVersion[] = [];
  for (const { date, attributes } of pulls) {
    history = observeCountry(history, { attributes, date, loadId: `load of ${date}` });
  }
  return history;
}

function periodsOf(history: readonly CountryVersion[]): string[] {
  return history.map(
    ({ regionCode, validFrom, validTo }) => `${regionCode ?? '-'} ${validFrom}..${validTo ?? ''}`,
  );
}

const cases: Record<string, { given: Pull[]; want: string[] }> = {
  'opens a version with the first pull': {
    given: [{ date: '2025-11-01', attributes: inSear }],
    want: ['SEAR 2025-11-01..'],
  },
  'keeps the version while nothing changes': {
    given: [
      { date: '2025-11-01', attributes: inSear },
      { date: '2026-01-01', attributes: inSear },
    ],
    want: ['SEAR 2025-11-01..'],
  },
  'closes the version when Indonesia moves to the Western Pacific': {
    given: [
      { date: '2025-11-01', attributes: inSear },
      { date: '2026-06-01', attributes: inWpr },
    ],
    want: ['SEAR 2025-11-01..2026-06-01', 'WPR 2026-06-01..'],
  },
  'takes a change back when the same day is corrected': {
    given: [
      { date: '2025-11-01', attributes: inSear },
      { date: '2026-06-01', attributes: inWpr },
      { date: '2026-06-01', attributes: inSear },
    ],
    want: ['SEAR 2025-11-01..'],
  },
  'replaces the only version when its day is corrected': {
    given: [
      { date: '2025-11-01', attributes: inSear },
      { date: '2025-11-01', attributes: inWpr },
    ],
    want: ['WPR 2025-11-01..'],
  },
  'puts a pull from before the history in front of it': {
    given: [
      { date: '2026-06-01', attributes: inWpr },
      { date: '2025-11-01', attributes: inSear },
    ],
    want: ['SEAR 2025-11-01..2026-06-01', 'WPR 2026-06-01..'],
  },
  'extends the first version backwards when an earlier pull agrees': {
    given: [
      { date: '2026-06-01', attributes: inWpr },
      { date: '2025-11-01', attributes: inWpr },
    ],
    want: ['WPR 2025-11-01..'],
  },
  'ignores a late pull from within the history': {
    given: [
      { date: '2025-11-01', attributes: inSear },
      { date: '2026-06-01', attributes: inWpr },
      { date: '2026-01-01', attributes: inWpr },
    ],
    want: ['SEAR 2025-11-01..2026-06-01', 'WPR 2026-06-01..'],
  },
};

describe('observeCountry', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(periodsOf(historyOf(given))).toEqual(want);
  });

  const pull = fc.record({
    date: fc.integer({ min: 10, max: 28 }).map((day) => `2026-01-${day}`),
    attributes: fc.constantFrom(inSear, inWpr),
  });

  it('has no gaps, one current version and never two equal neighbours', () => {
    fc.assert(
      fc.property(fc.array(pull, { minLength: 1 }), (pulls) => {
        const history = historyOf(pulls);
        expect(history.at(-1)?.validTo).toBeUndefined();
        for (const [index, version] of history.slice(1).entries()) {
          expect(history[index]?.validTo).toBe(version.validFrom);
          expect(history[index]?.regionCode).not.toBe(version.regionCode);
        }
      }),
    );
  });

  it('says on each day what that day said, when pulls come in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(pull, { selector: ({ date }) => date }), (pulls) => {
        const ordered = [...pulls].sort((left, right) => left.date.localeCompare(right.date));
        const history = historyOf(ordered);
        for (const { date, attributes } of ordered) {
          const version = history.find(
            ({ validFrom, validTo }) => validFrom <= date && date < (validTo ?? '9999'),
          );
          expect(version?.regionCode).toBe(attributes.regionCode);
        }
      }),
    );
  });

  it('returns the very same history when a pull is repeated', () => {
    fc.assert(
      fc.property(fc.array(pull, { minLength: 1 }), (pulls) => {
        const history = historyOf(pulls);
        const last = history.at(-1);
        const again = { attributes: last ?? inSear, date: last?.validFrom ?? '', loadId: 'again' };
        expect(observeCountry(history, again)).toBe(history);
      }),
    );
  });
});
