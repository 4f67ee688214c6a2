import { describe, expect, it } from '@jest/globals';
import { contractFor, contractSetProblems, replaceContracts } from './contract-set.ts';
import type { DataSetSelector, QualityContract } from './contract.ts';

function makeContract(
  name: string,
  dataSet: DataSetSelector,
  checks: readonly string[] = [],
): QualityContract {
  return {
    ...{ name, version: 1, dataSet },
    checks: checks.map((check) => ({ name: check, type: 'data_set_match', severity: 'Warn' })),
  };
}

const indicators = makeContract('indicators', { kind: 'indicator' }, ['a']);
const dimensions = makeContract('dimensions', { kind: 'dimension' }, ['b']);
const countries = makeContract('countries', { kind: 'dimension', code: 'COUNTRY' }, ['c']);
const catalogue = makeContract('catalogue', { kind: 'catalogue' }, ['d']);
const complete = [indicators, dimensions, countries, catalogue];

describe('contractFor', () => {
  it('prefers the contract of a data set to that of its kind, in any order', () => {
    for (const contracts of [complete, complete.toReversed()]) {
      expect(contractFor(contracts, { kind: 'dimension', code: 'COUNTRY' })).toBe(countries);
      expect(contractFor(contracts, { kind: 'dimension', code: 'REGION' })).toBe(dimensions);
      expect(contractFor(contracts, { kind: 'indicator', code: 'COUNTRY' })).toBe(indicators);
    }
  });

  it('refuses a data set that nothing is for', () => {
    expect(() => contractFor([countries], { kind: 'dimension', code: 'SEX' })).toThrow(
      'no quality contract is for dimension SEX',
    );
  });
});

describe('replaceContracts', () => {
  it('replaces the contract for the same data set and leaves the others', () => {
    const own = makeContract('own', { kind: 'dimension' });
    expect(replaceContracts(complete, [own])).toEqual([indicators, countries, catalogue, own]);
  });

  it('adds a contract for a data set that had none of its own', () => {
    const own = makeContract('own', { kind: 'dimension', code: 'SEX' });
    expect(replaceContracts(complete, [own])).toEqual([...complete, own]);
  });
});

const cases: Record<string, { given: readonly QualityContract[]; want: readonly string[] }> = {
  'accepts one contract for each data set': { given: complete, want: [] },
  'wants names of checks that are unique in the status of a run': {
    given: [...complete, makeContract('sexes', { kind: 'dimension', code: 'SEX' }, ['a', 'c'])],
    want: [
      'check name "a" is used by indicators and sexes, expected unique names',
      'check name "c" is used by countries and sexes, expected unique names',
    ],
  },
  'leaves a name that is used twice in one contract to that contract': {
    given: [...complete, makeContract('sexes', { kind: 'dimension', code: 'SEX' }, ['e', 'e'])],
    want: [],
  },
  'wants one contract for a data set': {
    given: [...complete, makeContract('more', { kind: 'dimension', code: 'COUNTRY' })],
    want: ['countries and more are for dimension COUNTRY, expected one contract'],
  },
  'wants names of contracts that are unique': {
    given: [...complete, makeContract('countries', { kind: 'dimension', code: 'SEX' })],
    want: [
      'contracts for dimension COUNTRY and dimension SEX are called "countries", expected unique names',
    ],
  },
  'wants a contract for whatever may come': {
    given: [indicators, countries],
    want: [
      'no contract is for every dimension, expected one',
      'no contract is for every catalogue, expected one',
    ],
  },
};

describe('contractSetProblems', () => {
  it.each(Object.entries(cases))('%s', (_, { given, want }) => {
    expect(contractSetProblems(given)).toEqual(want);
  });
});
