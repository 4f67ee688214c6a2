import { run } from '../process.ts';
import { timed } from './progress.ts';

/**
 * buildImages builds every image by its Nx target; what has not changed is not built. Tests that run beside it have
 * time limits, and it has none.
 */
export async function buildImages(): Promise<void> {
  await timed('Building the images (about 6 minutes the first time)', () =>
    run(
      'nice',
      [
        ...['npx', '--no-install', 'nx', 'run-many'],
        ...['-t', 'image', '--parallel=2', '--outputStyle=static'],
      ],
      { show: true },
    ),
  );
}
