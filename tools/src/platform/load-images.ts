import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../process.ts';
import { loadedDigests, pushedDigests } from './digests.ts';
import type { Digests } from './digests.ts';
import { timed } from './progress.ts';
import type { Target } from './target.ts';

/**
 * loadImages brings the built images to a local cluster; a registry has them since they were built. It
 * resolves with their digests.
 */
export async function loadImages(target: Target): Promise<Digests> {
  const { localName } = target;
  if (localName === undefined) {
    return pushedDigests(await run('tools/images/images.sh', ['digests']));
  }
  const archives = await imageArchives();
  return timed('Loading the images into the cluster', async () =>
    loadedDigests(
      await run(
        'tools/local-cluster/local-cluster.sh',
        ['load-image', '--name', localName, ...archives],
        { show: true },
      ),
    ),
  );
}

/** imageArchives lists what the image builder keeps. */
async function imageArchives(): Promise<readonly string[]> {
  const folder = dirname((await run('tools/images/images.sh', ['archive', 'any'])).trim());
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith('.tar')).map((file) => join(folder, file));
}
