import { s3Gateway } from '../platform/programs.ts';
import { timed } from '../platform/progress.ts';
import { buildPrograms, kubectlOf, stopLocal } from '../platform/target.ts';
import { up } from '../platform/up.ts';
import { attempt } from '../process.ts';
import { none } from './results.ts';
import type { Counts } from './results.ts';
import type { Step } from './steps.ts';

/** The cluster of the e2e tests; a demo that runs beside it is not touched. */
const localName = 'e2e';

let isStarted = false;
let isReleased = false;

/** needs provides what a group of tests runs against and resolves with the environment that says where. */
export async function needs(group: Step['group']): Promise<Readonly<Record<string, string>>> {
  if (group === 'unit') return { GHO_PROGRAMS: await buildPrograms() };
  if (group === 'integration') {
    const programs = await buildPrograms();
    return { GHO_PROGRAMS: programs, VERSITYGW: await timed('Building the S3 gateway', s3Gateway) };
  }
  if (group !== 'e2e') return {};
  // An earlier run that was killed may have left its cluster, with its objects.
  if (!isKept()) await stopLocal(localName);
  isStarted = true;
  const target = await up(localName, 'test/e2e/values.yaml');
  await kubectlOf(target).text('get', 'namespace', target.namespace);
  return {
    KUBECTL: `${target.programs}/kubectl`,
    E2E_KUBECONFIG: target.kubeconfig,
    E2E_NAMESPACE: target.namespace,
    E2E_IMAGE_PREFIX: target.imagePrefix,
  };
}

/** release stops what needs started, also after a failure. */
export async function release(): Promise<void> {
  if (!isStarted || isKept()) return;
  isStarted = false;
  await stopLocal(localName);
  isReleased = true;
}

/** leftBehind checks that a released cluster left nothing on this machine: one more test. */
export async function leftBehind(): Promise<Counts> {
  if (!isReleased) return none;
  const { exitCode } = await attempt('tools/local-cluster/leftovers.sh', [localName], {
    show: true,
  });
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** E2E_KEEP=1 keeps the cluster for a closer look, and uses it again. */
function isKept(): boolean {
  return process.env.E2E_KEEP === '1';
}
