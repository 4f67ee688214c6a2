/** Bundles the programs as their images do, once for all test files; see src/programs.ts. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const bundle = join(root, 'tools/src/bundle.mjs');
const target = join(root, 'node_modules/.cache/gho-test-programs');
const projects = ['apps/operator', 'apps/jobs/ingest', 'apps/jobs/transform'];

export default async function bundlePrograms() {
  const execute = promisify(execFile);
  await Promise.all(
    projects.map((project) =>
      execute(process.execPath, [bundle, 'src/main.ts', join(target, project, 'main.mjs')], {
        cwd: join(root, project),
      }),
    ),
  );
}
