import { join } from 'node:path';
import { labels, stageContainer, type PipelineRun } from '@gho-platform/api';
import {
  clusterPrograms,
  demoClusterName,
  kubeconfigOf,
  kubectlFor,
  ownCluster,
  succeeded,
  type Kubectl,
} from '@gho-platform/tools';
import { seconds } from '../progress.ts';
import { tableOf } from '../table.ts';
import { momentsOf, stageTimes, type StageMoments } from './stage-times.ts';

/** BreakdownOptions name the run. */
export interface BreakdownOptions {
  readonly namespace: string;
  /** The newest one that succeeded unless given. */
  readonly run?: string;
}

interface Pod {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly phase: string };
}

interface List<T> {
  readonly items: readonly T[];
}

/**
 * breakdown says where the time of a run went, from its creation to its end, by what Kubernetes and the
 * logs of its stages say. It changes nothing.
 */
export async function breakdown(options: BreakdownOptions): Promise<void> {
  const kubectl = await kubectlOf(options.namespace);
  const chosen = await chooseRun(kubectl, options.run);
  const { name } = chosen.metadata;
  const moments = await momentsOfPods(kubectl, name ?? '');
  const stages = (chosen.status?.stages ?? []).map((stage) => stage.name);
  const createdMs = Date.parse(chosen.metadata.creationTimestamp ?? '');
  const times = stageTimes(createdMs, stages, moments);
  const sum = (part: 'schedulingMs' | 'startUpMs' | 'workMs'): number =>
    times.reduce((total, time) => total + time[part], 0);
  const whole = {
    stage: 'together',
    schedulingMs: sum('schedulingMs'),
    startUpMs: sum('startUpMs'),
    workMs: sum('workMs'),
  };
  const rows = [...times, whole].map(({ stage, schedulingMs, startUpMs, workMs }) => ({
    [`run ${name ?? ''}, seconds`]: stage,
    scheduling: seconds(schedulingMs),
    'start-up': seconds(startUpMs),
    work: seconds(workMs),
    together: seconds(schedulingMs + startUpMs + workMs),
  }));
  process.stdout.write(`\n${tableOf(rows)}\n`);
}

/** Of the cluster that `make demo` uses. */
async function kubectlOf(namespace: string): Promise<Kubectl> {
  const { env } = process;
  const kubeconfig = ownCluster(env)?.kubeconfig ?? (await kubeconfigOf(demoClusterName(env)));
  return kubectlFor(join(await clusterPrograms(), 'kubectl'), kubeconfig, namespace);
}

async function chooseRun(kubectl: Kubectl, name: string | undefined): Promise<PipelineRun> {
  if (name !== undefined) return kubectl.json<PipelineRun>('get', 'pipelinerun', name);
  const { items } = await kubectl.json<List<PipelineRun>>('get', 'pipelineruns');
  const newest = items
    .filter((one) => succeeded(one)?.status === 'True')
    .sort((a, b) => createdText(a).localeCompare(createdText(b)))
    .at(-1);
  if (newest === undefined) {
    throw new Error(`namespace ${kubectl.namespace} has no run that succeeded: make demo`);
  }
  return newest;
}

function createdText({ metadata }: PipelineRun): string {
  return metadata.creationTimestamp ?? '';
}

async function momentsOfPods(kubectl: Kubectl, name: string): Promise<readonly StageMoments[]> {
  const selector = ['--selector', `${labels.run}=${name}`];
  const { items } = await kubectl.json<List<Pod>>('get', 'pods', ...selector);
  const ended = items.filter(({ status }) => status.phase === 'Succeeded');
  return Promise.all(
    ended.map(async ({ metadata }) => {
      const log = await kubectl.text('logs', metadata.name, '--container', stageContainer);
      return momentsOf(metadata.labels[labels.stage] ?? '', log);
    }),
  );
}
