import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse, stringify } from 'yaml';
import { loadContract, parseContract } from './contract-file.ts';

const builtIn = join(import.meta.dirname, '../contracts/gho-observation.yaml');

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
    const published = join(import.meta.dirname, '../contracts/contract.schema.json');
    const schema = JSON.parse(await readFile(published, 'utf8')) as object;
    const accepts = new Ajv({ strict: false }).compile(schema);
    const contract = parse(await readFile(builtIn, 'utf8')) as Draft;
    expect(accepts(contract)).toBe(true);
    check(contract, 'unique_key').severity = 'Fatal';
    expect(accepts(contract)).toBe(false);
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
