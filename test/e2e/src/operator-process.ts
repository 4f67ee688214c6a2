import { readFile, readdir } from 'node:fs/promises';
import { eventually, kubectl } from './world.ts';

interface OperatorPod {
  readonly metadata: { readonly uid: string };
  readonly status: { readonly containerStatuses?: readonly { readonly restartCount: number }[] };
}

/**
 * killOperator sends SIGKILL to the operator's process, from the machine that runs the node: nothing
 * inside a container can kill its own first process that way.
 */
export async function killOperator(): Promise<void> {
  const pid = await eventually('the process of the operator', operatorPid);
  process.kill(pid, 'SIGKILL');
}

/** operatorRestarts counts how often the operator's container was started again. */
export async function operatorRestarts(): Promise<number> {
  const pods = await operatorPods();
  return pods
    .flatMap(({ status }) => status.containerStatuses ?? [])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
}

/**
 * freshOperator replaces the operator's pod: the kubelet makes a container that was killed often wait
 * longer and longer, and no test should wait for the one before it.
 */
export async function freshOperator(): Promise<void> {
  await kubectl.text('delete', 'pods', '-l', selector, '--wait');
  await kubectl.text('rollout', 'status', 'deployment', '-l', selector, '--timeout=120s');
}

const selector = 'app.kubernetes.io/component=operator';

async function operatorPods(): Promise<readonly OperatorPod[]> {
  const list = await kubectl.json<{ items: OperatorPod[] }>('get', 'pods', '-l', selector);
  return list.items;
}

async function operatorPid(): Promise<number | undefined> {
  const uids = (await operatorPods()).map(({ metadata }) => metadata.uid);
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const [group, command] = await Promise.all([read(entry, 'cgroup'), read(entry, 'cmdline')]);
    if (command.includes('/app/main.mjs') && uids.some((uid) => group.includes(uid))) {
      return Number(entry);
    }
  }
  return undefined;
}

/** A process may end between being listed and being read. */
async function read(pid: string, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
