import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  chooseIndicators,
  isOpen,
  matchesPattern,
  readIndicatorChoice,
  type IndicatorChoice,
} from './indicator-choice.ts';

const catalogue = [
  { code: 'WHS4_544', name: 'Polio (Pol3) immunization coverage' },
  { code: 'WHS4_543', name: 'BCG immunization coverage' },
  { code: 'WHOSIS_000001', name: 'Life expectancy at birth (years)' },
  { code: 'WHOSIS_000015', name: 'Life expectancy at age 60 (years)' },
];

function makeChoice(changes: Partial<IndicatorChoice>): IndicatorChoice {
  return { codes: [], prefixes: [], namePattern: undefined, maximum: 3, ...changes };
}

describe('chooseIndicators', () => {
  it.each<[string, Partial<IndicatorChoice>, string[]]>([
    ['codes as they are, whether or not they are listed', { codes: ['Z', 'A'] }, ['Z', 'A']],
    ['by prefix, in the order of codes', { prefixes: ['WHS4_'] }, ['WHS4_543', 'WHS4_544']],
    ['by name', { namePattern: '*BIRTH*' }, ['WHOSIS_000001']],
    [
      'the union, each once',
      { codes: ['WHS4_544'], prefixes: ['WHS4_54'], namePattern: 'life expectancy at birth*' },
      ['WHS4_544', 'WHOSIS_000001', 'WHS4_543'],
    ],
  ])('takes %s', (...[, changes, want]) => {
    expect(chooseIndicators(makeChoice(changes), catalogue)).toEqual(want);
  });

  it('does not depend on the order of the catalogue', () => {
    const choice = makeChoice({ prefixes: ['W'], maximum: 9 });
    fc.assert(
      fc.property(fc.shuffledSubarray(catalogue, { minLength: catalogue.length }), (shuffled) => {
        expect(chooseIndicators(choice, shuffled)).toEqual(chooseIndicators(choice, catalogue));
      }),
    );
  });

  it.each<[string, Partial<IndicatorChoice>, string]>([
    [
      'a prefix without an indicator, although another has some',
      { prefixes: ['WHS4_', 'XYZ_'] },
      'INDICATOR_PREFIXES "XYZ_" matches none of the 4 indicators of the catalogue',
    ],
    [
      'a name without an indicator',
      { namePattern: 'expectancy' },
      'INDICATOR_NAME_PATTERN "expectancy" matches none of the 4 indicators of the catalogue',
    ],
    ['too many', { prefixes: ['W'] }, '4 indicators are chosen, MAXIMUM_INDICATORS allows 3'],
    [
      'too many codes',
      { codes: ['A', 'B', 'C', 'D'] },
      '4 indicators are chosen, MAXIMUM_INDICATORS allows 3',
    ],
  ])('refuses %s', (...[, changes, message]) => {
    expect(() => chooseIndicators(makeChoice(changes), catalogue)).toThrow(message);
  });
});

describe('isOpen', () => {
  it('needs the catalogue for prefixes and names, not for codes', () => {
    const open = [{ codes: ['A'] }, { prefixes: ['A'] }, { namePattern: 'A' }].map((changes) =>
      isOpen(makeChoice(changes)),
    );
    expect(open).toEqual([false, true, true]);
  });
});

describe('matchesPattern', () => {
  it.each([
    ['Life expectancy', 'life EXPECTANCY', true],
    ['Life expectancy', 'life', false],
    ['Life expectancy', 'life*', true],
    ['Life expectancy', '*ctan*', true],
    ['Life expectancy', 'l*e*y', true],
    ['Life expectancy', '*e*e*e*e*', false],
    ['aba', 'ab*ba', false],
    ['abba', 'ab*ba', true],
    ['a.c', 'a.*', true],
    ['abc', 'a.*', false],
    ['', '*', true],
  ])('reads "%s" against "%s" as %s', (...[name, pattern, want]) => {
    expect(matchesPattern(name, pattern)).toBe(want);
  });

  it('finds every name by its parts', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z ]*$/), { minLength: 1 }), (parts) => {
        expect(matchesPattern(parts.join('x'), parts.join('*'))).toBe(true);
      }),
    );
  });
});

describe('readIndicatorChoice', () => {
  function read(values: Readonly<Record<string, string>>): { choice: unknown; problems: string[] } {
    const problems: string[] = [];
    const choice = readIndicatorChoice({
      problems,
      list: (name, { fallback }) => values[name]?.split(',') ?? fallback,
      optionalText: (name) => values[name],
      integer: (name, { fallback }) => Number(values[name] ?? fallback),
    });
    return { choice, problems };
  }

  it('takes any one of the three', () => {
    expect(read({ INDICATOR_PREFIXES: 'A,B' })).toEqual({
      choice: { codes: [], prefixes: ['A', 'B'], namePattern: undefined, maximum: 200 },
      problems: [],
    });
    expect(read({ INDICATOR_NAME_PATTERN: '*' }).problems).toEqual([]);
  });

  it('needs one of the three', () => {
    expect(read({ MAXIMUM_INDICATORS: '9' }).problems).toEqual([
      'INDICATORS is missing, expected a comma separated list, ' +
        'or INDICATOR_PREFIXES or INDICATOR_NAME_PATTERN in its place',
    ]);
  });
});
