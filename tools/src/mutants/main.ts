/**
 * main breaks a copy of the project in the working directory with one mutant after the other and
 * demands that a test fails. Usage: node main.ts [words of the name]
 * MUTANTS_SUITE=tables or =model runs only these tests, which shows how strong they are alone.
 * Exits with 1 when a mutant lives, and with 2 when one cannot be applied.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, cwd, env, execPath, exit } from 'node:process';
import { pathToFileURL } from 'node:url';
import type { Mutant } from '@gho-platform/run-core/testing';

const project = cwd();
const copy = join(project, 'dist/mutant');
const jest = join(project, '../../node_modules/jest/bin/jest.js');
/** Fixed, so that the same mutants live or die on every machine. */
const seed = '20260601';

function prepare(): void {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  cpSync(join(project, 'src'), join(copy, 'src'), { recursive: true });
  const config = `import base from '../../../../jest.base.mjs';\nexport default { ...base };\n`;
  writeFileSync(join(copy, 'jest.config.mjs'), config);
}

/** The quick tables first; the model and the other long properties only for what those let live. */
const suites = [
  { name: 'tables', flags: ['--testPathIgnorePatterns=model|budget|total|pattern.spec|text.spec'] },
  { name: 'model', flags: ['--testPathPatterns=model|budget|total|pattern.spec|text.spec'] },
];

/** Who noticed, as `suite: first failing test`; undefined when everything passes. */
function noticedBy(): string | undefined {
  const only = env.MUTANTS_SUITE;
  for (const { name, flags } of suites.filter(
    (suite) => only === undefined || suite.name === only,
  )) {
    const failing = failingTests(flags);
    if (failing !== undefined) return `${name}: ${failing[0] ?? 'it does not run'}`;
  }
  return undefined;
}

/** The tests that fail, by name; undefined when all pass. */
function failingTests(filter: readonly string[]): readonly string[] | undefined {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const flags = ['--experimental-vm-modules', '--no-warnings', jest, '--json'];
  const run = spawnSync(execPath, [...flags, `--outputFile=${report}`, ...filter], {
    cwd: copy,
    env: { ...env, MODEL_SEED: seed, MODEL_SHRINK: 'no' },
    stdio: 'ignore',
    timeout: 300_000,
  });
  if (run.status === 0) return undefined;
  // Killed by the timeout: a decision without end is noticed, too.
  if (run.status === null) return ['time ran out'];
  return failuresIn(readFileSync(report, 'utf8'));
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

function failuresIn(text: string): readonly string[] {
  const { testResults } = JSON.parse(text) as Report;
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
  );
}

function apply({ file, find, replace }: Mutant): boolean {
  const path = join(project, 'src', file);
  const source = readFileSync(path, 'utf8');
  if (source.split(find).length !== 2) return false;
  writeFileSync(
    join(copy, 'src', file),
    source.replace(find, () => replace),
  );
  return true;
}

function restore({ file }: Mutant): void {
  cpSync(join(project, 'src', file), join(copy, 'src', file));
}

/** Whether the tests notice the mutant; undefined where it cannot be applied. */
function isKilled(mutant: Mutant): boolean | undefined {
  if (!apply(mutant)) {
    console.error(`cannot be applied to ${mutant.file}: ${mutant.name}`);
    return undefined;
  }
  const by = noticedBy();
  restore(mutant);
  console.log(by === undefined ? `LIVES  ${mutant.name}` : `killed ${mutant.name} (${by})`);
  return by !== undefined;
}

function main(mutants: readonly Mutant[]): number {
  prepare();
  const broken = noticedBy();
  if (broken !== undefined) {
    console.error(`the tests fail without any mutant: ${broken}`);
    return 2;
  }
  const verdicts = mutants.map(isKilled);
  rmSync(copy, { recursive: true, force: true });
  const killed = verdicts.filter((verdict) => verdict === true).length;
  console.log(`${killed} of ${mutants.length} mutants killed`);
  if (verdicts.includes(undefined)) return 2;
  return killed === mutants.length ? 0 : 1;
}

const module = pathToFileURL(join(project, 'mutants/mutants.ts')).href;
const { mutants } = (await import(module)) as { readonly mutants: readonly Mutant[] };
const words = argv.slice(2).join(' ');
exit(main(mutants.filter(({ name }) => name.includes(words))));
