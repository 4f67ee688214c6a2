import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

function textOf(file: string): string {
  return readFileSync(`${workspaceRoot}${file}`, 'utf8');
}

interface Row {
  readonly number: string;
  /** Files with the names of their tests, as they are written there. */
  readonly tests: readonly (readonly [file: string, name: string])[];
  /** Numbers in the model's own list. */
  readonly modelled: readonly number[];
}

/** The rows `| R1 | invariant | `file` "test"; model 5 |` under a heading. */
function rowsBelow(heading: string): readonly Row[] {
  const section = textOf('docs/invariants.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0];
  return [...(section ?? '').matchAll(/^\| ([A-Z]\d+) *\|.*\| (.*) \|$/gm)].map(
    ([, number = '', guards = '']) => ({
      number,
      tests: [...guards.matchAll(/`([^`]+)` "([^"]+)"/g)].map(
        ([, file = '', name = '']) => [file, name] as const,
      ),
      modelled: [...guards.matchAll(/model ([\d, ]+)/g)].flatMap(([, list = '']) =>
        list.split(',').map(Number),
      ),
    }),
  );
}

/** The numbers that a model checks, by the list in its comment. */
function numbersOf(model: string): readonly number[] {
  const text = textOf(`libs/${model}/src/model/invariants.ts`);
  return [...text.matchAll(/^ \* +(\d+) {1,2}\S/gm)].map(([, number]) => Number(number));
}

const sections = {
  Runs: 'run-core',
  'Runs of a Pipeline': 'pipeline-core',
  Schedules: 'schedule-core',
} as const;
const headings = [...Object.keys(sections), 'The operator'];
const rows = headings.flatMap(rowsBelow);

describe('the list of invariants', () => {
  it('is numbered without gaps', () => {
    for (const heading of headings) {
      const numbers = rowsBelow(heading).map(({ number }) => number);
      const letter = numbers[0]?.charAt(0) ?? '';
      expect(numbers).toEqual(numbers.map((_, index) => `${letter}${index + 1}`));
      expect(numbers.length).toBeGreaterThan(0);
    }
  });

  it.each(rows)('names tests that exist for $number', ({ tests, modelled }) => {
    expect(tests.length + modelled.length).toBeGreaterThan(0);
    for (const [file, name] of tests) {
      expect(existsSync(`${workspaceRoot}${file}`) ? file : `no file ${file}`).toBe(file);
      expect(textOf(file)).toContain(`'${name}'`);
    }
  });

  it.each(Object.entries(sections))('has all that the model of %s checks', (heading, model) => {
    const listed = rowsBelow(heading).flatMap(({ modelled }) => modelled);
    expect(listed.toSorted((one, other) => one - other)).toEqual(numbersOf(model));
  });
});
