import { run } from '../process.ts';
import { installChart, release } from './chart.ts';
import { buildImages } from './images.ts';
import { loadImages } from './load-images.ts';
import { buildPrograms, namespace, ownCluster, startTarget, stopLocal } from './target.ts';
import type { Target } from './target.ts';

/**
 * up makes the platform run: programs, images, cluster, chart. Each part is skipped quickly when it
 * is there already. `values` are further Helm values files.
 */
export async function up(localName: string, ...values: readonly string[]): Promise<Target> {
  const target = await startTarget(localName);
  await buildImages();
  await loadImages(target);
  await installChart(target, ...values);
  return target;
}

/** uninstall removes the local cluster with everything in it, or the release from the user's own. */
export async function uninstall(localName: string): Promise<void> {
  const own = ownCluster(process.env);
  if (own === undefined) {
    await stopLocal(localName);
    return;
  }
  const programs = await buildPrograms();
  const args = ['uninstall', release, '--namespace', namespace, '--kubeconfig', own.kubeconfig];
  await run(`${programs}/helm`, [...args, '--ignore-not-found', '--wait'], { show: true });
}
