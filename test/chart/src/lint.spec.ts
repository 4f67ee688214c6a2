import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunOutcome } from '@gho-platform/tools';
import { runProgram } from './programs.ts';
import { chart, helmArguments, renderText, valueSets, type Values } from './render.ts';
import { writeSchemas } from './schema-folder.ts';
import { fileNameTemplate } from './json-schemas.ts';

let schemas: string;
let folder: string;

beforeAll(async () => {
  schemas = await writeSchemas();
  folder = await mkdtemp(join(tmpdir(), 'gho-chart-render-'));
});

afterAll(async () => {
  await Promise.all([schemas, folder].map((path) => rm(path, { recursive: true })));
});

/** Kinds of other projects: their schemas are theirs. */
const foreignKinds = ['ExternalSecret', 'ServiceMonitor', 'PrometheusRule'];

function conform(file: string): Promise<RunOutcome> {
  return runProgram('kubeconform', [
    '-strict',
    '-summary',
    '-schema-location',
    join(schemas, fileNameTemplate),
    '-skip',
    foreignKinds.join(','),
    file,
  ]);
}

describe.each(Object.entries(valueSets))('the chart with the values %s', (name, values: Values) => {
  it('passes helm lint --strict', async () => {
    const { exitCode, output } = await runProgram('helm', [
      'lint',
      '--strict',
      chart,
      ...helmArguments(values),
    ]);
    expect(output).not.toMatch(/\[(WARNING|ERROR)\]/);
    expect(exitCode).toBe(0);
  });

  it('renders objects that fit the schemas of Kubernetes and of crds/', async () => {
    const file = join(folder, `${name}.yaml`);
    await writeFile(file, await renderText(values));
    const { exitCode, stdout } = await conform(file);
    expect(stdout).toMatch(/Invalid: 0, Errors: 0/);
    expect(exitCode).toBe(0);
  });
});

describe('the schema check', () => {
  it.each([
    ['an unknown field', 'replica: 1'],
    ['a value of the wrong type', 'replicas: one'],
  ])('notices %s', async (_, line) => {
    const file = join(folder, 'broken.yaml');
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: broken }\nspec:\n  selector: {}\n  template: {}\n  ${line}\n`;
    await writeFile(file, text);
    expect((await conform(file)).exitCode).not.toBe(0);
  });

  it('notices a Pipeline without stages', async () => {
    const file = join(folder, 'pipeline.yaml');
    await writeFile(
      file,
      'apiVersion: pipelines.gho-platform.dev/v1alpha1\nkind: Pipeline\nmetadata: { name: p }\nspec: {}\n',
    );
    expect((await conform(file)).exitCode).not.toBe(0);
  });
});
