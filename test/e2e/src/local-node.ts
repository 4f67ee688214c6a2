import { run } from '@gho-platform/tools';
import { fileURLToPath } from 'node:url';

const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** stopKubelet leaves the node as one that has lost its network: containers go on, nobody hears of them. */
export async function stopKubelet(): Promise<void> {
  await localCluster('stop-component', 'kubelet');
}

/** startKubelet resolves when the kubelet works again; it does nothing to one that works. */
export async function startKubelet(): Promise<void> {
  await localCluster('start-component', 'kubelet');
}

/** The node has an image under another name, as if that had been pushed and pulled. */
export async function nameImage(image: string, name: string): Promise<void> {
  await images('tag', '--force', fullName(image), fullName(name));
}

export async function forgetImage(name: string): Promise<void> {
  await images('rm', fullName(name));
}

/** As containerd completes names without a registry. */
function fullName(image: string): string {
  return `docker.io/${image}`;
}

async function images(...command: readonly string[]): Promise<void> {
  const socket = `/run/gho-platform/${cluster()}/containerd.sock`;
  await run('ctr', ['--address', socket, '--namespace', 'k8s.io', 'images', ...command]);
}

async function localCluster(command: string, component: string): Promise<void> {
  const program = 'tools/local-cluster/local-cluster.sh';
  await run(program, [command, '--name', cluster(), component], { cwd: workspaceRoot });
}

function cluster(): string {
  const name = process.env.E2E_CLUSTER ?? '';
  if (name === '')
    throw new Error('E2E_CLUSTER is not set: only the node of a local cluster can be used so');
  return name;
}
