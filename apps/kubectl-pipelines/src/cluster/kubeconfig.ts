import { KubeConfig } from '@kubernetes/client-node';
import { usage } from '../cli/failure.ts';

export interface KubeconfigChoice {
  readonly file?: string | undefined;
  readonly context?: string | undefined;
}

/**
 * loadKubeconfig reads what kubectl would read, in the context that was asked for.
 * @throws Failure with exit code 2 that says which file or context is wrong.
 */
export function loadKubeconfig({ file, context }: KubeconfigChoice): KubeConfig {
  const kubeConfig = new KubeConfig();
  try {
    if (file === undefined) kubeConfig.loadFromDefault();
    else kubeConfig.loadFromFile(file);
  } catch (error) {
    const source = file ?? process.env.KUBECONFIG ?? '~/.kube/config';
    const detail = error instanceof Error ? error.message : String(error);
    throw usage(`read kubeconfig ${source}: ${detail}`);
  }
  if (context !== undefined) chooseContext(kubeConfig, context);
  checkCluster(kubeConfig);
  return kubeConfig;
}

/** What the client makes up where it finds no kubeconfig at all. */
const madeUp = 'loaded-context';

function chooseContext(kubeConfig: KubeConfig, context: string): void {
  if (kubeConfig.getContextObject(context) === null) {
    const names = contextNames(kubeConfig).join(', ');
    throw usage(`the kubeconfig has no context ${JSON.stringify(context)}: it has ${names}`);
  }
  kubeConfig.setCurrentContext(context);
}

function checkCluster(kubeConfig: KubeConfig): void {
  const cluster = kubeConfig.getCurrentCluster();
  if (kubeConfig.getCurrentContext() === madeUp) {
    throw usage('there is no kubeconfig', 'set KUBECONFIG, or give --kubeconfig FILE');
  }
  if (cluster === null) {
    throw usage('the kubeconfig has no current context', 'give one by --context');
  }
  if (cluster.server.startsWith('http:') && !cluster.skipTLSVerify) {
    throw usage(`the server ${cluster.server} of the kubeconfig is not https`);
  }
}

/** contextNames lists the contexts of a kubeconfig. */
export function contextNames(kubeConfig: KubeConfig): readonly string[] {
  return kubeConfig.getContexts().map(({ name }) => name);
}

/** contextNamespace is the namespace of the current context. */
export function contextNamespace(kubeConfig: KubeConfig): string {
  const context = kubeConfig.getContextObject(kubeConfig.getCurrentContext());
  const namespace = context?.namespace ?? '';
  return namespace === '' ? 'default' : namespace;
}
