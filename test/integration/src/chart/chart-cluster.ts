import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, run, type RunOutcome } from '@gho-platform/tools';

const workspaceRoot = fileURLToPath(new URL('../../../../', import.meta.url));
const localCluster = 'tools/local-cluster/local-cluster.sh';

/** Pods must be restricted, as environments/namespace.yaml asks for. */
const namespaceManifest = 'environments/namespace.yaml';

/** Account that the operator of the chart runs as. */
export const operatorAccount = 'system:serviceaccount:gho-platform:gho-platform-operator';

/** ChartCluster is a control plane of its own, for one suite, and how to talk to it. */
export interface ChartCluster {
  readonly kubectl: (args: readonly string[], input?: unknown) => Promise<RunOutcome>;
  readonly helm: (args: readonly string[]) => Promise<RunOutcome>;
  readonly stop: () => Promise<void>;
}

/** startChartCluster starts an API server and a controller manager, without a node. */
export async function startChartCluster(name: string): Promise<ChartCluster> {
  const cluster = (command: string, ...more: string[]): Promise<string> =>
    run(localCluster, [command, '--name', name, ...more], { cwd: workspaceRoot });
  await cluster('start', '--control-plane-only');
  const kubeconfig = (await cluster('kubeconfig')).trim();
  const directory = await programs();
  const program =
    (tool: string) =>
    (args: readonly string[], input?: unknown): Promise<RunOutcome> =>
      attempt(join(directory, tool), [...args, '--kubeconfig', kubeconfig], {
        cwd: workspaceRoot,
        ...(input === undefined ? {} : { input: JSON.stringify(input) }),
      });
  return {
    kubectl: program('kubectl'),
    helm: program('helm'),
    stop: async () => {
      await cluster('stop');
    },
  };
}

async function programs(): Promise<string> {
  const given = process.env.GHO_PROGRAMS ?? '';
  if (given !== '') return given;
  const printed = await run('tools/local-cluster/build.sh', [], { cwd: workspaceRoot });
  return printed.trim().split('\n').at(-1) ?? '';
}

/** installChart installs or upgrades the release as `make demo` does, without waiting for pods. */
export async function installChart(
  { helm, kubectl }: ChartCluster,
  ...more: readonly string[]
): Promise<void> {
  expectDone(await kubectl(['apply', '-f', namespaceManifest]));
  expectDone(
    await helm([
      'upgrade',
      'gho-platform',
      'helm/gho-platform',
      '--install',
      '--namespace',
      'gho-platform',
      '--values',
      'environments/local.yaml',
      ...more,
    ]),
  );
}

/** expectDone throws what a command printed when it failed. */
export function expectDone({ exitCode, stdout, output }: RunOutcome): string {
  if (exitCode !== 0) throw new Error(output);
  return stdout;
}
