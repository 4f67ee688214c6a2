import { run } from '../process.ts';
import { kubectlFor } from './kubectl.ts';
import type { Kubectl } from './kubectl.ts';
import { clusterPrograms } from './programs.ts';
import { timed } from './progress.ts';

/** Target is the cluster that the platform is installed into. */
export interface Target {
  /** Name of the local cluster; absent for a cluster of the user's own. */
  readonly localName?: string;
  readonly kubeconfig: string;
  /** Prefix of image names: empty, or a registry with a closing slash. */
  readonly imagePrefix: string;
  /** Path of the programs that were built for it. */
  readonly programs: string;
  readonly namespace: string;
}

export const namespace = 'gho-platform';

const localCluster = 'tools/local-cluster/local-cluster.sh';

/**
 * ownCluster tells whether the user brought a cluster. It takes both settings: a KUBECONFIG alone is
 * on many machines by habit, and images could not reach that cluster without a registry.
 */
export function ownCluster(
  env: NodeJS.ProcessEnv,
): { kubeconfig: string; registry: string } | undefined {
  const { KUBECONFIG: kubeconfig = '', IMAGE_REGISTRY: registry = '' } = env;
  if (registry === '') return undefined;
  if (kubeconfig === '') {
    throw new Error(
      'IMAGE_REGISTRY is set but KUBECONFIG is not; set both to use your own cluster, or neither for the local one',
    );
  }
  return { kubeconfig, registry: registry.replace(/\/$/, '') };
}

/** buildPrograms is clusterPrograms with progress. */
export function buildPrograms(): Promise<string> {
  return timed('Building the cluster programs (about 6 minutes the first time)', clusterPrograms);
}

/** startTarget starts the local cluster of that name, unless the user brought a cluster. */
export async function startTarget(localName: string): Promise<Target> {
  const programs = await buildPrograms();
  const own = ownCluster(process.env);
  if (own !== undefined) {
    return {
      kubeconfig: own.kubeconfig,
      imagePrefix: `${own.registry}/`,
      programs,
      namespace,
    };
  }
  await timed(`Starting the local cluster ${localName}`, () =>
    run(localCluster, ['start', '--name', localName], { show: true }),
  );
  return {
    localName,
    kubeconfig: await kubeconfigOf(localName),
    imagePrefix: '',
    programs,
    namespace,
  };
}

/** kubeconfigOf is the path of a local cluster's admin credentials. */
export async function kubeconfigOf(localName: string): Promise<string> {
  return (await run(localCluster, ['kubeconfig', '--name', localName])).trim();
}

/** stopLocal stops a local cluster and removes its data; a cluster that is not there is no error. */
export async function stopLocal(localName: string): Promise<void> {
  await run(localCluster, ['stop', '--name', localName], { show: true });
}

/** kubectlOf talks to the target as its administrator. */
export function kubectlOf(target: Target): Kubectl {
  return kubectlFor(`${target.programs}/kubectl`, target.kubeconfig, target.namespace);
}
