import { setTimeout as sleep } from 'node:timers/promises';
import type { Pipeline, PipelineRun } from '@gho-platform/api';
import { isDone, kubectlFor, succeeded } from '@gho-platform/tools';
import type { Kubectl } from '@gho-platform/tools';

/** The cluster under test: a platform installed by the chart, as `make demo` installs it. */
export const kubectl: Kubectl = kubectlFor(
  required('KUBECTL'),
  required('E2E_KUBECONFIG'),
  process.env.E2E_NAMESPACE ?? 'gho-platform',
);

/** Prefix of image names: empty, or a registry with a closing slash. */
export const imagePrefix = process.env.E2E_IMAGE_PREFIX ?? '';

/** required is a setting that `make e2e` gives. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set; run the suite by "make e2e"`);
  }
  return value;
}

export type PipelineSpec = Pipeline['spec'];
export type RunSpec = PipelineRun['spec'];

/** applyPipeline creates or replaces a Pipeline. */
export async function applyPipeline(name: string, spec: PipelineSpec): Promise<void> {
  await kubectl.apply(JSON.stringify(manifest('Pipeline', name, spec)));
}

/** startRun removes what an earlier test run left under the name and creates the PipelineRun. */
export async function startRun(name: string, spec: RunSpec): Promise<void> {
  await kubectl.text('delete', 'pipelinerun', name, '--ignore-not-found', '--cascade=foreground');
  await kubectl.apply(JSON.stringify(manifest('PipelineRun', name, spec)));
}

/** manifest is an object of ours as it is applied. */
export function manifest(kind: string, name: string, spec: object): object {
  return { apiVersion: 'pipelines.gho-platform.dev/v1alpha1', kind, metadata: { name }, spec };
}

/** getRun reads a run as it is now. */
export function getRun(name: string): Promise<PipelineRun> {
  return kubectl.json<PipelineRun>('get', 'pipelinerun', name);
}

/** patchRun changes fields of a run's spec. */
export async function patchRun(name: string, spec: Partial<RunSpec>): Promise<void> {
  await kubectl.text(
    'patch',
    'pipelinerun',
    name,
    '--type=merge',
    '--patch',
    JSON.stringify({ spec }),
  );
}

/**
 * eventually looks again and again until `look` returns something, and fails with the last state
 * that `describe` gives.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  limitSeconds = 120,
): Promise<T> {
  const deadline = performance.now() + limitSeconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not within ${limitSeconds} s: ${what}`);
    await sleep(250);
  }
}

/** ended waits for the end of a run. */
export async function ended(name: string, limitSeconds = 180): Promise<PipelineRun> {
  let last: PipelineRun | undefined;
  try {
    return await eventually(
      `the end of run ${name}`,
      async () => {
        last = await getRun(name);
        return isDone(last) ? last : undefined;
      },
      limitSeconds,
    );
  } catch (error) {
    throw new Error(`run ${name} is stuck: ${JSON.stringify(last?.status, undefined, 1)}`, {
      cause: error,
    });
  }
}

/** inStage waits until a pod of the stage's current attempt runs, and returns the pod's name. */
export function inStage(name: string, stage: string): Promise<string> {
  return eventually(`a running pod of stage ${stage} of run ${name}`, async () => {
    const pods = await podsOf(name, stage);
    return pods.find(({ status }) => status.phase === 'Running')?.metadata.name;
  });
}

export interface ListedPod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: { readonly phase: string };
}

export interface ListedJob {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly creationTimestamp: string;
    readonly labels: Readonly<Record<string, string>>;
  };
}

const domain = 'pipelines.gho-platform.dev';

/** podsOf lists a run's pods, of one stage when given. */
export async function podsOf(name: string, stage?: string): Promise<readonly ListedPod[]> {
  const selector = [`${domain}/run=${name}`, ...(stage ? [`${domain}/stage=${stage}`] : [])];
  const list = await kubectl.json<{ items: ListedPod[] }>('get', 'pods', '-l', selector.join(','));
  return list.items;
}

/** activePodsOf lists the run's pods that have not ended. */
export async function activePodsOf(name: string): Promise<readonly ListedPod[]> {
  const pods = await podsOf(name);
  return pods.filter(({ status }) => !['Succeeded', 'Failed'].includes(status.phase));
}

/** jobsOf lists a run's Jobs in the order of their names. */
export async function jobsOf(name: string): Promise<readonly ListedJob[]> {
  const list = await kubectl.json<{ items: ListedJob[] }>(
    'get',
    'jobs',
    '-l',
    `${domain}/run=${name}`,
  );
  return list.items;
}

/** stageOf is the status of one stage. */
export function stageOf(
  run: PipelineRun,
  stage: string,
): NonNullable<NonNullable<PipelineRun['status']>['stages']>[number] {
  const found = run.status?.stages?.find(({ name }) => name === stage);
  if (found === undefined) throw new Error(`run has no status of stage ${stage}`);
  return found;
}

/** verdictOf is status and reason of the summary condition. */
export function verdictOf(run: PipelineRun): { status?: string; reason?: string } {
  const condition = succeeded(run);
  return condition === undefined ? {} : { status: condition.status, reason: condition.reason };
}
