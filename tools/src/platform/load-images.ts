import { run } from '../process.ts';
import { timed } from './progress.ts';
import type { Target } from './target.ts';

/** loadImages brings the built images to a local cluster; a registry has them since they were built. */
export async function loadImages(target: Target): Promise<void> {
  const { localName } = target;
  if (localName === undefined) return;
  await timed('Loading the images into the cluster', () =>
    run('tools/images/load.sh', [localName], { show: true }),
  );
}
