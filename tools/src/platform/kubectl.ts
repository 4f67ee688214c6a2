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

/**
 * kubectlFor binds the kubectl at `binary` to a kubeconfig and a namespace. The kubeconfig is as in the
 * variable KUBECONFIG: a file, or several with colons between them.
 */
export function kubectlFor(binary: string, kubeconfig: string, namespace: string): Kubectl {
  const base = ['--namespace', namespace];
  const env = { KUBECONFIG: kubeconfig };
  const text = (args: readonly string[], input?: string): Promise<string> =>
    run(binary, [...base, ...args], { env, ...(input === undefined ? {} : { input }) });
  return {
    namespace,
    text: (...args) => text(args),
    json: async <T>(...args: readonly string[]) =>
      JSON.parse(await text([...args, '-o', 'json'])) as T,
    attempt: (...args) => attempt(binary, [...base, ...args], { env }),
    apply: (manifest) => text(['apply', '--server-side', '--force-conflicts', '-f', '-'], manifest),
    create: async (manifest) =>
      (await text(['create', '-f', '-', '-o', 'jsonpath={.metadata.name}'], manifest)).trim(),
    post: (path, object) => text(['create', '--raw', path, '-f', '-'], object),
  };
}
