import { KubeConfig } from '@kubernetes/client-node';
import { attempt, clusterPrograms, run, type RunOutcome } from '@gho-platform/tools';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url));
const localCluster = 'tools/local-cluster/local-cluster.sh';

export type Component = 'etcd' | 'apiserver' | 'controller-manager';

/** ControlPlane is a real etcd, API server and controller manager, without a node. */
export interface ControlPlane {
  /** Of an administrator. */
  readonly kubeConfig: KubeConfig;
  /** Runs kubectl as an administrator; `input` goes to its standard input. */
  readonly kubectl: (args: readonly string[], input?: string) => Promise<string>;
  /** Like kubectl, but resolves whatever the exit code is. */
  readonly tryKubectl: (args: readonly string[], input?: string) => Promise<RunOutcome>;
  readonly helm: (args: readonly string[]) => Promise<string>;
  readonly stopComponent: (component: Component) => Promise<void>;
  readonly startComponent: (component: Component) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * startControlPlane starts a control plane of its own; several run side by side.
 *
 * @param name at most eleven lower-case letters, digits and dashes
 */
export async function startControlPlane(name: string): Promise<ControlPlane> {
  const cluster = (command: string, ...more: string[]): Promise<string> =>
    run(localCluster, [command, '--name', name, ...more], { cwd: workspaceRoot });
  // What a killed test run left behind would answer with its old objects.
  await cluster('stop');
  // The lock is held by `make test`, and keeps `make down` of another clone away.
  await cluster('start', '--control-plane-only', '--lock', 'tests');
  const path = (await cluster('kubeconfig')).trim();
  const programs = await programsFolder();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  const options = (input?: string) => ({
    cwd: workspaceRoot,
    env: { KUBECONFIG: path },
    ...(input === undefined ? {} : { input }),
  });
  return {
    kubeConfig,
    kubectl: (args, input) => run(join(programs, 'kubectl'), args, options(input)),
    tryKubectl: (args, input) => attempt(join(programs, 'kubectl'), args, options(input)),
    helm: (args) => run(join(programs, 'helm'), args, options()),
    stopComponent: async (component) => {
      await cluster('stop-component', component);
    },
    startComponent: async (component) => {
      await cluster('start-component', component);
    },
    stop: async () => {
      await cluster('stop');
    },
  };
}

/** The folder of kubectl and helm in the versions of the local cluster. */
async function programsFolder(): Promise<string> {
  const given = process.env.GHO_PROGRAMS ?? '';
  return given === '' ? clusterPrograms() : given;
}
