import { s3Gateway } from '../platform/programs.ts';
import { timed } from '../platform/progress.ts';
import { buildPrograms, kubectlOf, stopLocal } from '../platform/target.ts';
import { up } from '../platform/up.ts';
import type { Step } from './steps.ts';

/** The cluster of the e2e tests; a demo that runs beside it is not touched. */
const localName = 'e2e';

let isStarted = false;

/** needs provides what a group of tests runs against and resolves with the environment that says where. */
export async function needs(group: Step['group']): Promise<Readonly<Record<string, string>>> {
  if (group === 'unit') return { GHO_PROGRAMS: await buildPrograms() };
  if (group === 'integration') {
    const programs = await buildPrograms();
    return { GHO_PROGRAMS: programs, VERSITYGW: await timed('Building the S3 gateway', s3Gateway) };
  }
  if (group !== 'e2e') return {};
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
  if (!isStarted || process.env.E2E_KEEP === '1') return;
  await stopLocal(localName);
}
