import { run } from '../process.ts';
import { kubectlOf, namespace, ownTarget } from './target.ts';
import type { Target } from './target.ts';

const localCluster = 'tools/local-cluster/local-cluster.sh';

/** status tells what runs and how to look at it. It throws when the local cluster does not run. */
export async function status(localName: string): Promise<void> {
  const own = await ownTarget();
  process.stdout.write(own === undefined ? await localStatus(localName) : await ownStatus(own));
}

async function localStatus(localName: string): Promise<string> {
  const components = await run(localCluster, ['status', '--name', localName]);
  const further = `eval "$(${localCluster} env --name ${localName})"`;
  return `${components}\n${furtherText(further)}`;
}

async function ownStatus(target: Target): Promise<string> {
  const workloads = await kubectlOf(target).text('get', 'deployments,statefulsets,pods');
  const further = `export KUBECONFIG='${target.kubeconfig}' PATH='${target.programs}':"$PATH"`;
  return `${workloads}\n${furtherText(further)}`;
}

function furtherText(first: string): string {
  return [
    'Look further',
    '------------',
    first,
    `kubectl --namespace ${namespace} get pods`,
    `kubectl --namespace ${namespace} get pipelineruns`,
    '',
  ].join('\n');
}
