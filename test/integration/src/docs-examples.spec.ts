import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { startControlPlane, type ControlPlane } from './servers/control-plane.ts';

const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));
const group = 'pipelines.gho-platform.dev/';

interface Example {
  /** File and line, so that a failure can be found. */
  readonly where: string;
  readonly text: string;
}

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...(await readdir(join(workspaceRoot, 'docs'), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].sort();

const texts = new Map(
  await Promise.all(
    pages.map(async (page): Promise<[string, string]> => [
      page,
      await readFile(join(workspaceRoot, page), 'utf8').catch(() => ''),
    ]),
  ),
);

/** Every fenced block of YAML that is an object of our API group. */
function examplesOf(page: string, text: string): Example[] {
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)]
    .map((match) => ({
      where: `${page}:${text.slice(0, match.index).split('\n').length}`,
      text: match[1] ?? '',
    }))
    .filter(({ text: block }) => block.includes(group));
}

const examples = [...texts].flatMap(([page, text]) => examplesOf(page, text));

let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane('docs');
  const kinds = ['pipelines', 'pipelineruns', 'pipelineschedules'];
  for (const kind of kinds) await controlPlane.kubectl(['apply', '-f', `crds/${kind}.yaml`]);
  const definitions = kinds.map((name) => `crd/${name}.${group.slice(0, -1)}`);
  await controlPlane.kubectl(['wait', '--for=condition=Established', ...definitions]);
}, 600_000);

afterAll(async () => {
  await controlPlane.stop();
});

describe('the examples of the documentation', () => {
  it('cover every kind', () => {
    const kinds = examples.map(({ text }) => (parse(text) as { kind: string }).kind);
    expect(new Set(kinds)).toEqual(new Set(['Pipeline', 'PipelineRun', 'PipelineSchedule']));
  });

  it.each(examples.map(({ where, text }) => [where, text] as const))(
    '%s is accepted by the API server, with no unknown field',
    async (_, text) => {
      const create = ['create', '--dry-run=server', '--validate=strict', '-f', '-'];
      const { exitCode, output } = await controlPlane.tryKubectl(create, text);
      expect(output).toMatch(/created \(server dry run\)/);
      expect(exitCode).toBe(0);
    },
  );
});

describe('the links of the documentation', () => {
  const links = [...texts].flatMap(([page, text]) =>
    [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(
      (match) => [page, match[1] ?? ''] as const,
    ),
  );

  it.each(links)('%s links to %s, which exists', async (page, link) => {
    const target = resolve(workspaceRoot, dirname(page), link);
    const siblings = await readdir(dirname(target));
    expect(siblings).toContain(relative(dirname(target), target));
  });
});
