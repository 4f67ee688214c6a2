import { attempt, run } from '../process.ts';
import type { RunOutcome } from '../process.ts';

/** Kubectl talks to one cluster and one namespace. */
export interface Kubectl {
  readonly namespace: string;
  /** text runs kubectl and resolves with what it printed; it throws when kubectl fails. */
  text(...args: readonly string[]): Promise<string>;
  /** json runs kubectl with `-o json` and resolves with the parsed answer. */
  json<T>(...args: readonly string[]): Promise<T>;
  /** attempt runs kubectl and resolves with its outcome, whatever it is. */
  attempt(...args: readonly string[]): Promise<RunOutcome>;
  /** apply sends a manifest by server-side apply. */
  apply(manifest: string): Promise<string>;
  /** create makes a new object and resolves with its name, which the API server may choose. */
  create(manifest: string): Promise<string>;
  /** post sends an object to a path of the API, for subresources that have no verb of their own. */
  post(path: string, object: string): Promise<string>;
}

/** kubectlFor binds the kubectl at `binary` to a kubeconfig file and a namespace. */
export function kubectlFor(binary: string, kubeconfig: string, namespace: string): Kubectl {
  const base = ['--kubeconfig', kubeconfig, '--namespace', namespace];
  return {
    namespace,
    text: (...args) => run(binary, [...base, ...args]),
    json: async <T>(...args: readonly string[]) =>
      JSON.parse(await run(binary, [...base, ...args, '-o', 'json'])) as T,
    attempt: (...args) => attempt(binary, [...base, ...args]),
    apply: (manifest) =>
      run(binary, [...base, 'apply', '--server-side', '--force-conflicts', '-f', '-'], {
        input: manifest,
      }),
    create: async (manifest) => {
      const created = [...base, 'create', '-f', '-', '-o', 'jsonpath={.metadata.name}'];
      return (await run(binary, created, { input: manifest })).trim();
    },
    post: (path, object) =>
      run(binary, [...base, 'create', '--raw', path, '-f', '-'], { input: object }),
  };
}
