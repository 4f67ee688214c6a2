import { run } from '../process.ts';
import type { Digests } from './digests.ts';
import { kubectlFor } from './kubectl.ts';
import type { Kubectl } from './kubectl.ts';
import { clusterPrograms, workspaceRoot } from './programs.ts';
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

/** Installed is a target with the digests of the images it has. */
export interface Installed extends Target {
  readonly digests: Digests;
}

/** LocalCluster is what a local cluster is started with. */
export interface LocalCluster {
  readonly name: string;
  /** Who holds this lock keeps the cluster from being stopped with all others. */
  readonly lock?: string;
  /** What components are started with besides their own arguments, each as COMPONENT=ARGUMENT. */
  readonly arguments?: readonly string[];
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

/** demoClusterName is the local cluster of `make demo`, unless CLUSTER_NAME says another. */
export function demoClusterName({ CLUSTER_NAME: given = '' }: NodeJS.ProcessEnv): string {
  return given === '' ? 'demo' : given;
}

let programs: Promise<string> | undefined;

/** buildPrograms is clusterPrograms with progress, once. */
export function buildPrograms(): Promise<string> {
  programs ??= timed(
    'Building the cluster programs (about 6 minutes the first time)',
    clusterPrograms,
  );
  return programs;
}

/** ownTarget is the user's own cluster, if there is one. */
export async function ownTarget(): Promise<Target | undefined> {
  const own = ownCluster(process.env);
  if (own === undefined) return undefined;
  return {
    kubeconfig: own.kubeconfig,
    imagePrefix: `${own.registry}/`,
    programs: await buildPrograms(),
    namespace,
  };
}

/** startTarget starts a local cluster. */
export async function startTarget(local: LocalCluster): Promise<Target> {
  const { name, lock, arguments: more = [] } = local;
  const built = await buildPrograms();
  const options = [
    ...(lock === undefined ? [] : ['--lock', lock]),
    ...more.flatMap((argument) => ['--argument', argument]),
  ];
  await timed(`Starting the local cluster ${name}`, () =>
    run(localCluster, ['start', '--name', name, ...options], { show: true }),
  );
  const kubeconfig = await kubeconfigOf(name);
  return { localName: name, kubeconfig, imagePrefix: '', programs: built, namespace };
}

/** kubeconfigOf is the path of a local cluster's admin credentials. */
export async function kubeconfigOf(localName: string): Promise<string> {
  const args = ['kubeconfig', '--name', localName];
  return (await run(localCluster, args, { cwd: workspaceRoot })).trim();
}

/** stopLocal stops a local cluster and removes its data; a cluster that is not there is no error. */
export async function stopLocal(localName: string): Promise<void> {
  await run(localCluster, ['stop', '--name', localName], { show: true });
}

/** stopAllLocal stops every local cluster, but those of a test run that goes on. */
export async function stopAllLocal(): Promise<void> {
  await run(localCluster, ['stop', '--all'], { show: true });
}

/** kubectlOf talks to the target as its administrator. */
export function kubectlOf(target: Target): Kubectl {
  return kubectlFor(`${target.programs}/kubectl`, target.kubeconfig, target.namespace);
}
