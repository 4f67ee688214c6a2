import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customSchemas, kubernetesSchemas, type OpenApi } from './json-schemas.ts';
import { run } from '@gho-platform/tools';
import { parse } from 'yaml';
import { workspaceRoot } from './programs.ts';

/**
 * writeSchemas fills a new folder with a schema of every kind, from the source of the Kubernetes
 * version that tools/local-cluster runs and from crds/. Nothing is asked of the network.
 */
export async function writeSchemas(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gho-chart-schemas-'));
  const schemas = [...kubernetesSchemas(await openApi()), ...(await ownSchemas())];
  await Promise.all(
    schemas.map(([name, schema]) => writeFile(join(folder, name), JSON.stringify(schema))),
  );
  return folder;
}

async function openApi(): Promise<OpenApi> {
  const source = await run(
    'go',
    ['-C', 'tools/local-cluster/kube', 'list', '-m', '-f', '{{.Dir}}', 'k8s.io/kubernetes'],
    { cwd: workspaceRoot },
  );
  const text = await readFile(join(source.trim(), 'api/openapi-spec/swagger.json'), 'utf8');
  return JSON.parse(text) as OpenApi;
}

async function ownSchemas(): Promise<ReturnType<typeof customSchemas>> {
  const folder = join(workspaceRoot, 'crds');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const documents = await Promise.all(
    files.map(async (name) => parse(await readFile(join(folder, name), 'utf8')) as unknown),
  );
  return new Map(documents.flatMap((document) => [...customSchemas(document)]));
}
