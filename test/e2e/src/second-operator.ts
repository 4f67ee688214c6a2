import { kubectlFor, run } from '@gho-platform/tools';
import type { Kubectl } from '@gho-platform/tools';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imagePrefix, required } from './world.ts';

const chart = fileURLToPath(new URL('../../../helm/gho-platform/', import.meta.url));
const templates = ['access/operator-role', 'operator/serviceaccount', 'operator/deployment'];

/**
 * startSecondOperator makes a namespace with an operator of its own, as the chart installs it, and
 * resolves when that works. Nothing of it is outside of the namespace.
 */
export async function startSecondOperator(namespace: string): Promise<Kubectl> {
  const kubectl = kubectlFor(required('KUBECTL'), required('E2E_KUBECONFIG'), namespace);
  await kubectl.apply(
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }),
  );
  await kubectl.apply(await renderOperator(namespace));
  await kubectl.text('rollout', 'status', 'deployment', 'gho-platform-operator', '--timeout=120s');
  return kubectl;
}

async function renderOperator(namespace: string): Promise<string> {
  return run(join(dirname(required('KUBECTL')), 'helm'), [
    ...['template', 'gho-platform', chart, '--namespace', namespace],
    ...['--values', join(chart, 'ci/minimal-values.yaml')],
    ...['--set', `images.registry=${imagePrefix.replace(/\/$/, '')}`],
    ...templates.flatMap((name) => ['--show-only', `templates/${name}.yaml`]),
  ]);
}
