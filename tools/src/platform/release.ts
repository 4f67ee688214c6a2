import { attempt } from '../process.ts';
import type { RunOutcome } from '../process.ts';
import { step } from './progress.ts';
import { kubectlOf } from './target.ts';
import type { Target } from './target.ts';

export const release = 'gho-platform';

/** helm runs Helm in the target's namespace and resolves with its outcome, whatever it is. */
export function helm(target: Target, ...args: readonly string[]): Promise<RunOutcome> {
  return attempt(`${target.programs}/helm`, [...args, '--namespace', target.namespace], {
    env: { KUBECONFIG: target.kubeconfig },
  });
}

/**
 * requireMadeByMake refuses a release in the user's own cluster that something else than make installed:
 * make would turn it into a demo, or remove it.
 */
export async function requireMadeByMake(target: Target): Promise<void> {
  if (target.localName !== undefined) return;
  const outcome = await helm(target, 'get', 'values', release, '--output', 'json');
  if (outcome.exitCode !== 0) {
    if (outcome.output.includes('release: not found')) return;
    throw new Error(`cannot look at release ${release}: ${outcome.output.trim()}`);
  }
  const values = JSON.parse(outcome.stdout) as { local?: { enabled?: boolean } } | null;
  if (values?.local?.enabled !== true) {
    throw new Error(
      `release ${release} in namespace ${target.namespace} was not installed by make; it is left as it is. ` +
        'Use helm for it, or another cluster for the demo.',
    );
  }
}

/** Labels of what Helm keeps about an operation that did not end. */
const pending = `owner=helm,name=${release},status in (pending-install,pending-upgrade,pending-rollback)`;

/**
 * clearPending makes way for an upgrade after a helm that was killed: Helm takes it for one that still
 * works and refuses. In a local cluster none does, since `up` holds a lock.
 */
export async function clearPending(target: Target): Promise<void> {
  const kubectl = kubectlOf(target);
  const found = await kubectl.text('get', 'secrets', '-l', pending, '-o', 'name');
  if (found.trim() === '') return;
  if (target.localName === undefined) {
    throw new Error(
      `release ${release} is in the middle of an operation: another helm works on it, or was killed. ` +
        `If none works, run: kubectl --namespace ${target.namespace} delete secrets -l '${pending}'`,
    );
  }
  step('Removing what a helm that was killed left');
  await kubectl.text('delete', 'secrets', '-l', pending);
}
