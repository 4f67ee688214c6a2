/** Bundles the programs as their images do, once for all test files. */
import { join } from 'node:path';
import { run } from '@gho-platform/tools';
import { programs, projects } from './src/programs.ts';

const root = join(import.meta.dirname, '../..');
const bundle = join(root, 'tools/src/bundle.mjs');

export default async function bundlePrograms() {
  await Promise.all(
    Object.entries(programs).map(([name, file]) =>
      run(process.execPath, [bundle, 'src/main.ts', file], { cwd: join(root, projects[name]) }),
    ),
  );
}
