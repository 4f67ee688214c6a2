import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { workspaceRoot } from './programs.ts';
import { ofKind, render, valueSets, type KubeObject } from './render.ts';

async function sources(): Promise<KubeObject[]> {
  const folder = join(workspaceRoot, 'crds');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  return Promise.all(
    files.map(async (name) => parse(await readFile(join(folder, name), 'utf8')) as KubeObject),
  );
}

const keep = { 'helm.sh/resource-policy': 'keep' };

describe('the CustomResourceDefinitions of the chart', () => {
  it('say exactly what crds/ says', async () => {
    const definitions = ofKind(await render(valueSets.minimal ?? {}), 'CustomResourceDefinition');
    const specs = (objects: readonly KubeObject[]): Record<string, unknown> =>
      Object.fromEntries(objects.map(({ metadata, spec }) => [metadata.name, spec]));
    expect(specs(definitions)).toEqual(specs(await sources()));
  });

  it.each([
    ['stay when the release goes, by default', {}, keep],
    ['go with the release when asked', { 'crds.keep': false }, undefined],
  ])('%s', async (_, set, annotations) => {
    const definitions = ofKind(
      await render({ ...valueSets.minimal, set }),
      'CustomResourceDefinition',
    );
    expect(definitions).toHaveLength(3);
    for (const { metadata } of definitions) expect(metadata.annotations).toEqual(annotations);
  });

  it('are left out when somebody else installs them', async () => {
    const objects = await render({ ...valueSets.minimal, set: { 'crds.enabled': false } });
    expect(ofKind(objects, 'CustomResourceDefinition')).toEqual([]);
  });

  it.each([
    ['Hook', 'post-install,post-upgrade,post-rollback'],
    ['Resource', undefined],
  ])('the Pipeline installed as %s waits for them accordingly', async (installAs, hook) => {
    const set = { 'pipeline.installAs': installAs };
    const [pipeline] = ofKind(await render({ ...valueSets.minimal, set }), 'Pipeline');
    expect(pipeline?.metadata.annotations?.['helm.sh/hook']).toBe(hook);
  });

  it('the Pipeline bounds its runs as the values say', async () => {
    const history = { failedRunsLimit: 5, jobsTTLSecondsAfterFailure: 31_536_000 };
    const set = {
      'pipeline.installAs': 'Resource',
      'pipeline.concurrencyLimit': 2,
      'pipeline.partitioned': true,
      'pipeline.history': history,
    };
    const [bounded] = ofKind(await render({ ...valueSets.minimal, set }), 'Pipeline');
    expect(bounded).toMatchObject({
      spec: { concurrency: { limit: 2 }, partition: { parameter: 'ingestionDate' }, history },
    });
    const [plain] = ofKind(await render({ ...valueSets.minimal }), 'Pipeline');
    const fields = Object.keys(plain?.spec ?? {});
    expect(fields).toEqual(['description', 'parameters', 'stages']);
  });
});
