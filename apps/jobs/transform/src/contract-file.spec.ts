import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse, stringify } from 'yaml';
import { loadContract, loadContracts, parseContract } from './contract-file.ts';

const folder = join(import.meta.dirname, '../contracts');
const builtIn = join(folder, 'gho-observation.yaml');

type Draft = Record<string, unknown> & { checks: Record<string, unknown>[] };

/** Returns the message with which a changed built-in contract is refused. */
async function refusal(change: (draft: Draft) => void): Promise<string> {
  const draft = parse(await readFile(builtIn, 'utf8')) as Draft;
  change(draft);
  try {
    parseContract(stringify(draft), 'x.yaml');
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'accepted';
}

function check(draft: Draft, name: string): Record<string, unknown> {
  return draft.checks.find((candidate) => candidate.name === name) ?? {};
}

const cases: Record<string, { change: (draft: Draft) => void; want: string }> = {
  'a severity that does not exist': {
    change: (draft) => (check(draft, 'false_zero').severity = 'Fatal'),
    want: 'checks.10.severity is "Fatal", allowed: Warn, Quarantine, Halt',
  },
  'a check type that does not exist': {
    change: (draft) => (check(draft, 'false_zero').type = 'magic'),
    want: 'checks.10.type is "magic", allowed: required_fields, field_types,',
  },
  'a field that GHO does not have': {
    change: (draft) => (check(draft, 'null_ratio').field = 'NumericValeu'),
    want: 'checks.11.field is "NumericValeu", allowed: Id, IndicatorCode,',
  },
  'a parameter of another check': {
    change: (draft) => (check(draft, 'null_ratio').tolerance = 1),
    want: 'checks.11.tolerance is not known there',
  },
  'a missing parameter': {
    change: (draft) => delete check(draft, 'interval_contains_value').tolerance,
    want: 'checks.9.tolerance is missing',
  },
  'a threshold with a fraction': {
    change: (draft) => (check(draft, 'unique_key').threshold = { maxRows: 1.5 }),
    want: 'checks.3.threshold.maxRows is 1.5, it must be integer',
  },
  'two thresholds at once': {
    change: (draft) => (check(draft, 'unique_key').threshold = { maxRows: 1, maxBasisPoints: 1 }),
    want: 'it must NOT have more than 1 properties',
  },
  'a kind of data set that does not exist': {
    change: (draft) => (draft.dataSet = { kind: 'theme' }),
    want: 'dataSet.kind is "theme", allowed: indicator, dimension, catalogue',
  },
  'no word on what it is for': {
    change: (draft) => delete draft.dataSet,
    want: 'contract.dataSet is missing',
  },
  'a field of another kind of data set': {
    change: (draft) => (check(draft, 'null_ratio').field = 'Title'),
    want: 'null_ratio names field "Title", allowed there: Id, IndicatorCode,',
  },
  'no uniqueness check': {
    change: (draft) => (draft.checks = draft.checks.filter(({ name }) => name !== 'unique_key')),
    want: 'checks hold 0 of type unique_key, expected exactly one',
  },
};

describe('parseContract', () => {
  it('accepts the built-in contract', async () => {
    expect((await loadContract(builtIn)).checks).toHaveLength(17);
  });

  it.each(Object.entries(cases))('refuses %s', async (_, { change, want }) => {
    const message = await refusal(change);
    expect(message).toContain('quality contract x.yaml is invalid: ');
    expect(message).toContain(want);
  });

  it('publishes a schema that any validator understands', async () => {
    const schema = JSON.parse(
      await readFile(join(folder, 'contract.schema.json'), 'utf8'),
    ) as object;
    const accepts = new Ajv({ strict: false }).compile(schema);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
    expect(names).toHaveLength(4);
    for (const name of names) {
      const contract = parse(await readFile(join(folder, name), 'utf8')) as Draft;
      expect(accepts(contract)).toBe(true);
      contract.checks = contract.checks.map((entry) => ({ ...entry, severity: 'Fatal' }));
      expect(accepts(contract)).toBe(false);
    }
  });

  it('refuses what is not YAML', () => {
    expect(() => parseContract('a: [', 'x.yaml')).toThrow('quality contract x.yaml is not YAML');
  });

  it('names a file that is not there', async () => {
    await expect(loadContract('/nowhere.yaml')).rejects.toThrow(
      'could not read quality contract /nowhere.yaml',
    );
  });
});

describe('loadContracts', () => {
  let own: string;

  beforeAll(async () => {
    own = await mkdtemp(join(tmpdir(), 'gho-contracts-'));
  });

  afterAll(async () => {
    await rm(own, { recursive: true });
  });

  /** Writes a changed built-in contract to a file of one's own. */
  async function write(name: string, change: (text: string) => string): Promise<string> {
    const path = join(own, name);
    await writeFile(path, change(await readFile(join(folder, name), 'utf8')));
    return path;
  }

  async function namesOf(ownPaths: readonly string[]): Promise<string[]> {
    return (await loadContracts(folder, ownPaths)).map(({ name }) => name);
  }

  it('reads what the image has', async () => {
    expect(await namesOf([])).toEqual([
      'gho-catalogue',
      'gho-country',
      'gho-dimension',
      'gho-observation',
    ]);
  });

  it('lets a contract of its own take the place of that for the same data set', async () => {
    const path = await write('gho-country.yaml', (text) => text.replace('gho-country', 'strict'));
    expect(await namesOf([path])).toEqual([
      'gho-catalogue',
      'gho-dimension',
      'gho-observation',
      'strict',
    ]);
  });

  it('takes one more data set as one more file', async () => {
    const path = await write('gho-dimension.yaml', (text) =>
      text
        .replace('name: gho-dimension', 'name: gho-sex')
        .replace('kind: dimension', 'kind: dimension, code: SEX')
        .replaceAll('name: dimension_', 'name: sex_'),
    );
    expect(await namesOf([path])).toEqual([...(await namesOf([])), 'gho-sex']);
  });

  it('refuses contracts whose findings could not be told apart', async () => {
    const path = await write('gho-catalogue.yaml', (text) =>
      text.replace('catalogue_code_format', 'country_code_format'),
    );
    await expect(loadContracts(folder, [path])).rejects.toThrow(
      `quality contracts of ${folder}, ${path} do not fit together: check name ` +
        '"country_code_format" is used by gho-country and gho-catalogue, expected unique names',
    );
  });

  it('names a folder that is not there', async () => {
    await expect(loadContracts('/nowhere', [])).rejects.toThrow(
      'could not read folder /nowhere of quality contracts',
    );
  });
});
