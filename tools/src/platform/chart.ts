import { readFile } from 'node:fs/promises';
import { run } from '../process.ts';
import { timed } from './progress.ts';
import { kubectlOf } from './target.ts';
import type { Target } from './target.ts';

export const release = 'gho-platform';

/**
 * installChart installs or upgrades the chart with the values of a machine of one's own and waits
 * until everything is ready. `values` are further files, later ones win.
 */
export async function installChart(target: Target, ...values: readonly string[]): Promise<void> {
  const files = ['environments/local.yaml', ...values];
  const registry = target.imagePrefix.replace(/\/$/, '');
  // The namespace comes first, since it makes the API server refuse pods that are not restricted.
  await kubectlOf(target).apply(await readFile('environments/namespace.yaml', 'utf8'));
  await timed('Installing the chart and waiting until everything is ready', () =>
    run(`${target.programs}/helm`, [
      'upgrade',
      release,
      'helm/gho-platform',
      '--install',
      '--kubeconfig',
      target.kubeconfig,
      '--namespace',
      target.namespace,
      ...files.flatMap((file) => ['--values', file]),
      '--set-string',
      `images.registry=${registry}`,
      '--wait',
      '--timeout',
      '5m',
    ]),
  );
}
