/**
 * crd-codegen makes everything that is derived from crds/*.yaml: the TypeScript types and the
 * chart's copies.
 * Usage: node crd-codegen.ts generate|verify
 * `verify` writes nothing and exits with 1 when a file on disk differs from its source.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chartCopy, typesFile } from './crd-outputs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Sources and what is made from each, as paths from the root of the repository. */
const sources = [
  {
    crd: 'crds/pipelines.yaml',
    types: 'libs/api/src/generated/pipeline.ts',
    chart: 'helm/gho-platform/files/crds/pipelines.yaml',
  },
  {
    crd: 'crds/pipelineruns.yaml',
    types: 'libs/api/src/generated/pipeline-run.ts',
    chart: 'helm/gho-platform/files/crds/pipelineruns.yaml',
  },
  {
    crd: 'crds/pipelineschedules.yaml',
    types: 'libs/api/src/generated/pipeline-schedule.ts',
    chart: 'helm/gho-platform/files/crds/pipelineschedules.yaml',
  },
];

async function outputs(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const { crd, types, chart } of sources) {
    const yaml = await readFile(join(root, crd), 'utf8');
    files.set(types, await typesFile(yaml, crd));
    files.set(chart, await chartCopy(yaml, crd));
  }
  return files;
}

async function generate(): Promise<void> {
  for (const [path, content] of await outputs()) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    console.log(`wrote ${path}`);
  }
}

async function verify(): Promise<void> {
  for (const [path, content] of await outputs()) {
    const found = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (found === content) continue;
    const what = found === undefined ? 'is missing' : 'differs from its source in crds/';
    console.error(`${path} ${what}: run "npm run generate -w crds"`);
    process.exitCode = 1;
  }
}

const command = argv[2];
if (command === 'generate') await generate();
else if (command === 'verify') await verify();
else {
  console.error('usage: node crd-codegen.ts generate|verify');
  process.exitCode = 78;
}
