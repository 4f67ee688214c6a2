import { clusterPrograms, run } from '@gho-platform/tools';
import { KubeConfig } from '@kubernetes/client-node';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

const localCluster = 'tools/local-cluster/local-cluster.sh';

/** Name of the benchmark's cluster, which is the machine's; others may run beside it. */
const name = 'bench';

/** Who holds it tests on this machine: nothing could be measured beside them. */
export const testLock = 'tests';

/** ClusterOptions say what kind of cluster is measured. */
export interface ClusterOptions {
  /** With a kubelet, or without any node but with a scheduler. */
  readonly kind: 'Node' | 'ControlPlane';
  /** Added to the arguments of components, by the component's name. */
  readonly arguments?: Readonly<Record<string, readonly string[]>>;
}

/** Cluster is a local cluster of the benchmark's own. */
export interface Cluster {
  /** Of an administrator. */
  readonly kubeConfig: KubeConfig;
  readonly kubeconfigPath: string;
  /** Folder of kubectl, helm and the parts of Kubernetes. */
  readonly programs: string;
  /** Runs kubectl as an administrator; `input` goes to its standard input. */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
  readonly helm: (args: readonly string[]) => Promise<string>;
  /** Makes the image of an archive available to pods. */
  readonly loadImage: (archive: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** startCluster starts an empty cluster; one that a killed benchmark left is removed first. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  await stopCluster();
  await localClusterRun('start', ...startArguments(options));
  const kubeconfigPath = (await localClusterRun('kubeconfig')).trim();
  const programs = await clusterPrograms();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfigPath);
  const inCluster = { cwd: workspaceRoot, env: { KUBECONFIG: kubeconfigPath } };
  return {
    kubeConfig,
    kubeconfigPath,
    programs,
    kubectl: (args, input) =>
      run(join(programs, 'kubectl'), args, {
        ...inCluster,
        ...(input === undefined ? {} : { input }),
      }),
    helm: (args) => run(join(programs, 'helm'), args, inCluster),
    loadImage: async (archive) => {
      await localClusterRun('load-image', archive);
    },
    stop: stopCluster,
  };
}

/** stopCluster removes the benchmark's cluster, whatever state it is in; without one it does nothing. */
export async function stopCluster(): Promise<void> {
  await localClusterRun('stop');
}

function startArguments(options: ClusterOptions): readonly string[] {
  const kind = options.kind === 'Node' ? [] : ['--control-plane-only', '--scheduler'];
  const more = Object.entries(options.arguments ?? {}).flatMap(([component, list]) =>
    list.flatMap((argument) => ['--argument', `${component}=${argument}`]),
  );
  return ['--lock', testLock, ...kind, ...more];
}

function localClusterRun(command: string, ...more: readonly string[]): Promise<string> {
  return run(localCluster, [command, '--name', name, ...more], { cwd: workspaceRoot });
}
