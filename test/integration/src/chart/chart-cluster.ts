import type { RunOutcome } from '@gho-platform/tools';
import { startControlPlane } from '../servers/control-plane.ts';

/** Pods must be restricted, as environments/namespace.yaml asks for. */
const namespaceManifest = 'environments/namespace.yaml';

/** Account that the operator of the chart runs as. */
export const operatorAccount = 'system:serviceaccount:gho-platform:gho-platform-operator';

/** ChartCluster is a control plane of its own, for one suite, and how to talk to it. */
export interface ChartCluster {
  /** Resolves whatever the exit code is; `input` is text, or an object to be given as JSON. */
  readonly kubectl: (args: readonly string[], input?: unknown) => Promise<RunOutcome>;
  readonly helm: (args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function startChartCluster(name: string): Promise<ChartCluster> {
  const { tryKubectl, helm, stop } = await startControlPlane(name);
  return {
    kubectl: (args, input) => {
      if (input === undefined) return tryKubectl(args);
      return tryKubectl(args, typeof input === 'string' ? input : JSON.stringify(input));
    },
    helm,
    stop,
  };
}

/**
 * installChart installs or upgrades the release as `make demo` does, without waiting for pods. There is no kubelet here,
 * so the Job that migrates the warehouse, for which Helm waits, is left out.
 */
export async function installChart(
  { helm, kubectl }: ChartCluster,
  ...more: readonly string[]
): Promise<void> {
  expectDone(await kubectl(['apply', '-f', namespaceManifest]));
  await helm([
    'upgrade',
    'gho-platform',
    'helm/gho-platform',
    '--install',
    '--namespace',
    'gho-platform',
    '--values',
    'environments/local.yaml',
    '--set',
    'warehouse.migration.enabled=false',
    ...more,
  ]);
}

/** expectDone throws what a command printed when it failed. */
export function expectDone({ exitCode, stdout, output }: RunOutcome): string {
  if (exitCode !== 0) throw new Error(output);
  return stdout;
}
