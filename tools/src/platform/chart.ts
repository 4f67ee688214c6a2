import { readFile } from 'node:fs/promises';
import { CommandError } from '../process.ts';
import { chartDigests } from './digests.ts';
import { timed } from './progress.ts';
import { clearPending, helm, release } from './release.ts';
import { kubectlOf } from './target.ts';
import type { Installed } from './target.ts';

/**
 * installChart installs or upgrades the chart with the values of a machine of one's own and waits
 * until everything is ready. `values` are further files, later ones win.
 */
export async function installChart(target: Installed, ...values: readonly string[]): Promise<void> {
  const files = ['environments/local.yaml', ...values];
  const settings = await settingsOf(target);
  // The namespace comes first, since it makes the API server refuse pods that are not restricted.
  await kubectlOf(target).apply(await readFile('environments/namespace.yaml', 'utf8'));
  await clearPending(target);
  await timed('Installing the chart and waiting until everything is ready', async () => {
    const { exitCode, output } = await helm(
      target,
      ...['upgrade', release, 'helm/gho-platform', '--install'],
      ...files.flatMap((file) => ['--values', file]),
      ...Object.entries(settings).flatMap(([name, value]) => ['--set-string', `${name}=${value}`]),
      ...['--wait', '--timeout', '5m'],
    );
    if (exitCode !== 0) throw new CommandError(`helm upgrade ${release}`, exitCode, output);
  });
}

/** settingsOf are the values that depend on the cluster. */
async function settingsOf(target: Installed): Promise<Readonly<Record<string, string>>> {
  const digests = Object.entries(await chartDigests(target.digests));
  return {
    'images.registry': target.imagePrefix.replace(/\/$/, ''),
    'images.tag': process.env.IMAGE_TAG ?? '',
    ...Object.fromEntries(digests.map(([name, digest]) => [`images.digests.${name}`, digest])),
    ...(target.localName === undefined ? closed : {}),
  };
}

/** In a cluster that others use, nothing of a demo listens on the nodes. */
const closed = { 'local.postgres.serviceType': 'ClusterIP', 'mlflow.serviceType': 'ClusterIP' };
