import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import type { Workload } from './workload.ts';
import { pipelineOf } from './workload.ts';

const account = 'gho-platform-operator';
const kinds = ['pipelines', 'pipelineruns', 'pipelineschedules'];
const release = [
  ...['template', 'gho-platform', 'helm/gho-platform', '--values', 'environments/local.yaml'],
  ...['--show-only', 'templates/access/operator-role.yaml'],
  ...['--show-only', 'templates/operator/serviceaccount.yaml'],
];

/**
 * install makes the namespace of a workload with its Pipeline, and the operator's account with the rights
 * that the chart gives it and no others. It resolves with the path of a kubeconfig of that account.
 */
export async function install(
  cluster: Cluster,
  workload: Workload,
  scratch: string,
): Promise<string> {
  const { kubectl, helm } = cluster;
  const { namespace } = workload;
  const inNamespace = ['--namespace', namespace];
  await kubectl(['apply', ...kinds.flatMap((kind) => ['-f', `crds/${kind}.yaml`])]);
  await kubectl(['wait', '--for=condition=Established', 'crd', '--all']);
  await prepareNamespace(cluster, namespace);
  const role = await helm([...release, ...inNamespace]);
  await kubectl(['apply', ...inNamespace, '-f', '-'], role);
  await kubectl(['create', '-f', '-'], JSON.stringify(pipelineOf(workload)));
  const token = (
    await kubectl(['create', 'token', account, '--duration=12h', ...inNamespace])
  ).trim();
  const path = join(scratch, `${namespace}.kubeconfig`);
  await writeFile(path, JSON.stringify(kubeconfigOf(cluster, token)), { mode: 0o600 });
  return path;
}

/** prepareNamespace makes a namespace in which pods can be made. */
export async function prepareNamespace({ kubectl }: Cluster, namespace: string): Promise<void> {
  await kubectl(['create', 'namespace', namespace]);
  const account = ['serviceaccount/default', '--timeout=60s', '--namespace', namespace];
  await kubectl(['wait', '--for=create', ...account]);
}

/** usernameOf is what the API server calls the operator of a namespace. */
export function usernameOf(namespace: string): string {
  return `system:serviceaccount:${namespace}:${account}`;
}

function kubeconfigOf({ kubeConfig }: Cluster, token: string): object {
  const { server, caData } = kubeConfig.getCurrentCluster() ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'operator',
    contexts: [{ name: 'operator', context: { cluster: 'bench', user: 'operator' } }],
    users: [{ name: 'operator', user: { token } }],
    clusters: [{ name: 'bench', cluster: { server, 'certificate-authority-data': caData } }],
  };
}
