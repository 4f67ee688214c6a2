import { run } from '../process.ts';
import { timed } from './progress.ts';

/**
 * buildImages builds every image by its Nx target; what has not changed is not built. Tests that run beside it have
 * time limits, and it has none; but those of the dbt and train stages, which are nicer, can wait longer.
 */
export async function buildImages(): Promise<void> {
  await timed('Building the images (about 6 minutes the first time)', () =>
    run(
      'nice',
      [
        ...['-n', '4'],
        ...['npx', '--no-install', 'nx', 'run-many'],
        ...['-t', 'image', '--parallel=2', '--outputStyle=static'],
      ],
      { show: true },
    ),
  );
}
