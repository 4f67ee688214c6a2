import { s3Gateway } from '../platform/programs.ts';
import { timed } from '../platform/progress.ts';
import { takeLock } from '../platform/lock.ts';
import { requireMadeByMake } from '../platform/release.ts';
import { buildPrograms, kubectlOf, ownCluster, ownTarget, stopLocal } from '../platform/target.ts';
import { uninstall, up } from '../platform/up.ts';
import { attempt } from '../process.ts';
import { none, oneFailed, onePassed } from './results.ts';
import type { Counts } from './results.ts';
import type { Step } from './steps.ts';

/** The cluster of the e2e tests; a demo that runs beside it is not touched. */
const localName = 'e2e';

/** A node that is silent is taken for lost after four of its reports instead of ten. */
const componentArguments = ['controller-manager=--node-monitor-grace-period=20s'];

/**
 * Names of clusters are the machine's, so two test runs would stop each other's. Held until this process
 * ends. The clusters name it too, which keeps `make down` of another clone away from them.
 */
const lock = 'tests';
let isLocked = false;

async function lockMachine(): Promise<void> {
  if (!isLocked) await takeLock(lock, 'another test run');
  isLocked = true;
}

let isStarted = false;
let isReleased = false;

/**
 * foresee begins what takes minutes to compile the first time, which the checks of sources leave time for: they
 * use one core here and there. Whether it succeeds is for those to tell who need it.
 */
export function foresee(): void {
  void buildPrograms()
    .then(s3Gateway)
    .catch(() => undefined);
}

/** needs provides what a group of tests runs against and resolves with the environment that says where. */
export async function needs(group: Step['group']): Promise<Readonly<Record<string, string>>> {
  if (group === 'unit') return { GHO_PROGRAMS: await buildPrograms() };
  if (group === 'integration' || group === 'long') {
    await lockMachine();
    const programs = await buildPrograms();
    return { GHO_PROGRAMS: programs, VERSITYGW: await timed('Building the S3 gateway', s3Gateway) };
  }
  if (group !== 'e2e') return {};
  await prepare();
  isStarted = true;
  const local = { name: localName, lock, arguments: componentArguments };
  const target = await up(local, 'test/e2e/values.yaml');
  await kubectlOf(target).text('get', 'namespace', target.namespace);
  return {
    KUBECTL: `${target.programs}/kubectl`,
    E2E_KUBECONFIG: target.kubeconfig,
    E2E_NAMESPACE: target.namespace,
    E2E_IMAGE_PREFIX: target.imagePrefix,
    E2E_CLUSTER: target.localName ?? '',
  };
}

/** prepare makes sure that the tests find a cluster which they may use as they like. */
async function prepare(): Promise<void> {
  if (ownCluster(process.env) !== undefined && process.env.E2E_OWN_CLUSTER !== '1') {
    throw new Error(
      'KUBECONFIG and IMAGE_REGISTRY name a cluster of your own. Unset them, or set E2E_OWN_CLUSTER=1 ' +
        'to test there, which removes the platform at the end',
    );
  }
  await lockMachine();
  const own = await ownTarget();
  if (own !== undefined) await requireMadeByMake(own);
  // An earlier run that was killed may have left its cluster, with its objects.
  else if (!isKept()) await stopLocal(localName);
}

/** release stops what needs started, also after a failure. */
export async function release(): Promise<void> {
  if (!isStarted || isKept()) return;
  isStarted = false;
  const own = await ownTarget();
  if (own !== undefined) {
    await uninstall(own);
    return;
  }
  await stopLocal(localName);
  isReleased = true;
}

/** leftBehind checks that a released cluster left nothing on this machine: one more test. */
export async function leftBehind(): Promise<Counts> {
  if (!isReleased) return none;
  const { exitCode } = await attempt('tools/local-cluster/leftovers.sh', [localName], {
    show: true,
  });
  return exitCode === 0 ? onePassed : oneFailed('nothing left behind');
}

/** E2E_KEEP=1 keeps the cluster for a closer look, and uses it again. */
function isKept(): boolean {
  return process.env.E2E_KEEP === '1';
}
