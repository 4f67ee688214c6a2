/** Bundles the programs as their images do, once for all test files. */
import { dirname, join } from 'node:path';
import { run } from '@gho-platform/tools';
import { programs, projects } from './src/programs.ts';

const root = join(import.meta.dirname, '../..');

export default async function bundlePrograms() {
  await Promise.all(
    Object.entries(programs).map(([name, file]) =>
      run('npm', ['run', '--silent', 'bundle', '--', '--outdir', dirname(file)], {
        cwd: join(root, projects[name]),
      }),
    ),
  );
}
