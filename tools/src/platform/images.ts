import { run } from '../process.ts';
import { timed } from './progress.ts';

/** buildImages builds every image by its Nx target; what has not changed is not built. */
export async function buildImages(): Promise<void> {
  await timed('Building the images (about 6 minutes the first time)', () =>
    run(
      'npx',
      ['--no-install', 'nx', 'run-many', '-t', 'image', '--parallel=2', '--outputStyle=static'],
      { show: true },
    ),
  );
}
