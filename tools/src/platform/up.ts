import { CommandError } from '../process.ts';
import { installChart } from './chart.ts';
import { buildImages } from './images.ts';
import { loadImages } from './load-images.ts';
import { takeLock } from './lock.ts';
import { step } from './progress.ts';
import { helm, release, requireMadeByMake } from './release.ts';
import { kubectlOf, ownTarget, startTarget, stopAllLocal, stopLocal } from './target.ts';
import type { Installed, LocalCluster, Target } from './target.ts';

/**
 * up makes the platform run: programs, images, cluster, chart. Each part is skipped quickly when it
 * is there already. `values` are further Helm values files.
 */
export async function up(local: LocalCluster, ...values: readonly string[]): Promise<Installed> {
  const unlock = await takeLock(`up-${local.name}`, 'another make to install the platform');
  try {
    const own = await ownTarget();
    // Told before minutes of building.
    if (own !== undefined) await requireMadeByMake(own);
    await buildImages();
    // Last: a cluster that waits takes an eighth of a processor, which the builds need.
    const target = own ?? (await startTarget(local));
    const installed = { ...target, digests: await loadImages(target) };
    await installChart(installed, ...values);
    return installed;
  } finally {
    unlock();
  }
}

/**
 * down removes the release from the user's own cluster; else the local cluster of that name with
 * everything in it, or without a name every local cluster.
 */
export async function down(localName: string): Promise<void> {
  const target = await ownTarget();
  if (target !== undefined) await uninstall(target);
  else if (localName === '') await stopAllLocal();
  else await stopLocal(localName);
}

/** Schedules first, which would create more runs. */
const executions = [
  'pipelineschedules.pipelines.gho-platform.dev',
  'pipelineruns.pipelines.gho-platform.dev',
];

/**
 * uninstall removes schedules and runs before the operator, which alone lets go of their Jobs, and
 * then the release.
 */
export async function uninstall(target: Target): Promise<void> {
  await requireMadeByMake(target);
  const kubectl = kubectlOf(target);
  step('Deleting schedules and runs, and waiting until their Jobs are gone');
  for (const kind of executions) {
    if ((await kubectl.text('get', 'crd', kind, '--ignore-not-found', '-o', 'name')) === '')
      continue;
    await kubectl.text('delete', kind, '--all', '--cascade=foreground', '--timeout=180s');
  }
  step(`Uninstalling release ${release}`);
  const { exitCode, output } = await helm(
    target,
    ...['uninstall', release, '--ignore-not-found', '--wait'],
  );
  if (exitCode !== 0) throw new CommandError(`helm uninstall ${release}`, exitCode, output);
}
